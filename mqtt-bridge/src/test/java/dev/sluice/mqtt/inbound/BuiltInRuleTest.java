package dev.sluice.mqtt.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Quality;
import dev.sluice.model.SignalId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BuiltInRuleTest {

  private final Decoder decoder = new PayloadDecoder(List.of());

  static Stream<Arguments> table() throws IOException {
    try (InputStream in = BuiltInRuleTest.class.getResourceAsStream("built-in-rule.txt")) {
      assertThat(in).isNotNull();
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return all.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(" \\|\\| ", -1))
          .map(cells -> Arguments.of(cells[0], cells[1], cells[2]));
    }
  }

  @ParameterizedTest(name = "{0}: {1} -> {2}")
  @MethodSource("table")
  void turnsTopicAndPayloadIntoSamples(String topic, String payload, String outcome) {
    String plainTopic = new String(Outcomes.bytes(topic), StandardCharsets.UTF_8);

    assertThat(Outcomes.of(decoder, plainTopic, payload)).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource({"'esp-1', esp-1", "'a/b', a_b", "'', _", "'..', __", "'x\u001by', x_y"})
  void makesAClientIdSafeToNameADevice(String client, String device) {
    Decoded decoded = decoder.decode(client, "x", buffer("1"), Outcomes.NOW);

    assertThat(Outcomes.text(decoded)).isEqualTo(device + "/x = 1");
  }

  @Test
  void keepsTheClientsOfAOneLevelTopicApart() {
    assertThat(Outcomes.text(decoder.decode("one", "x", buffer("1"), 0))).isEqualTo("one/x = 1");
    assertThat(Outcomes.text(decoder.decode("two", "x", buffer("1"), 0))).isEqualTo("two/x = 1");
  }

  @Test
  void readsAnyKindOfBufferAndLeavesItsPositionAlone() {
    byte[] bytes = "xx21.5yy".getBytes(StandardCharsets.UTF_8);
    ByteBuffer direct = ByteBuffer.allocateDirect(8).put(bytes);
    for (ByteBuffer buffer :
        List.of(ByteBuffer.wrap(bytes), ByteBuffer.wrap(bytes).asReadOnlyBuffer(), direct)) {
      buffer.position(2).limit(6);

      assertThat(Outcomes.text(decoder.decode("c", "a/b", buffer, 0))).isEqualTo("a/b = 21.5");
      assertThat(buffer.position()).isEqualTo(2);
      assertThat(buffer.limit()).isEqualTo(6);
    }
  }

  @Test
  void takesTextOfUpToFourKibibytes() {
    String longest = "é".repeat(2048);

    assertThat(Outcomes.of(decoder, "a/b", longest)).isEqualTo("a/b = '" + longest + "'");
    assertThat(Outcomes.of(decoder, "a/b", longest + "x")).isEqualTo("text-too-long");
    assertThat(Outcomes.of(decoder, "a/b", "1".repeat(4097))).isEqualTo("text-too-long");
  }

  @Test
  void marksALongTextInsideJsonAndKeepsItsNeighbours() {
    assertThat(Outcomes.of(decoder, "a/b", "{\"s\":\"" + "x".repeat(4096) + "\"}"))
        .startsWith("a/b/s = 'xxx");
    assertThat(Outcomes.of(decoder, "a/b", "{\"s\":\"" + "x".repeat(4097) + "\",\"t\":1}"))
        .isEqualTo("a/b/s = - !too-long; a/b/t = 1");
    assertThat(Outcomes.of(decoder, "a/b", "{\"s\":\"" + "é".repeat(2049) + "\",\"t\":1}"))
        .isEqualTo("a/b/s = - !too-long; a/b/t = 1");
  }

  @Test
  void takesSixtyFourLevelsAndNoMore() {
    assertThat(Outcomes.of(decoder, "a/b", "[".repeat(64) + "1" + "]".repeat(64)))
        .isEqualTo("a/b/0" + ".0".repeat(63) + " = 1");
    assertThat(Outcomes.of(decoder, "a/b", "[".repeat(65) + "1" + "]".repeat(65)))
        .isEqualTo("too-deep");
    assertThat(Outcomes.of(decoder, "a/b", "{\"a\":".repeat(1000) + "1" + "}".repeat(1000)))
        .isEqualTo("too-deep");
  }

  @Test
  void takesAThousandLeavesAndNoMore() {
    assertThat(decoder.decode("c", "a/b", buffer(array(1000)), 0))
        .isInstanceOfSatisfying(Decoded.Samples.class, s -> assertThat(s.samples()).hasSize(1000));
    assertThat(Outcomes.of(decoder, "a/b", array(1001))).isEqualTo("too-many-leaves");
  }

  @ParameterizedTest
  @CsvSource(
      value = {"null", "{}", "[]"},
      nullValues = "none")
  void countsWhatSaysNothingAsLeavesToo(String nothing) {
    String many =
        Stream.generate(() -> nothing).limit(1001).collect(Collectors.joining(",", "[", "]"));

    assertThat(Outcomes.of(decoder, "a/b", many)).isEqualTo("too-many-leaves");
  }

  @Test
  void takesTheLastOfARepeatedKeyAlsoAmongMany() {
    String keys =
        IntStream.range(0, 900)
            .mapToObj(i -> "\"k" + i % 450 + "\":" + i)
            .collect(Collectors.joining(",", "{", "}"));

    assertThat(decoder.decode("c", "a/b", buffer(keys), 0))
        .isInstanceOfSatisfying(
            Decoded.Samples.class,
            s -> {
              assertThat(s.samples()).hasSize(450).extracting("signal").doesNotHaveDuplicates();
              assertThat(Outcomes.text(new Decoded.Samples(s.samples().subList(0, 2))))
                  .isEqualTo("a/b/k0 = 450; a/b/k1 = 451");
            });
  }

  @Test
  void refusesIdsThatAreTooLong() {
    String longest = "k".repeat(SignalId.MAX_LENGTH);
    assertThat(Outcomes.of(decoder, "a/b", "{\"" + longest + "\":1}")).startsWith("a/b/kkk");
    assertThat(Outcomes.of(decoder, longest + "/b", "1")).endsWith("k/b = 1");

    assertThat(Outcomes.of(decoder, "a/b", "{\"" + longest + "k\":1}")).isEqualTo("id-too-long");
    assertThat(Outcomes.of(decoder, "a/b", "{\"" + longest + "\":{\"x\":1}}"))
        .isEqualTo("id-too-long");
    assertThat(Outcomes.of(decoder, "a/b", "{\"" + "k".repeat(100_000) + "\":1}"))
        .isEqualTo("id-too-long");
    assertThat(Outcomes.of(decoder, "a/" + longest + "k", "1")).isEqualTo("id-too-long");
    assertThat(Outcomes.of(decoder, longest + "k/b", "1")).isEqualTo("id-too-long");
    assertThat(Outcomes.of(decoder, longest + "/b", "{\"t\":1}")).isEqualTo("id-too-long");
    assertThat(Outcomes.of(decoder, "a/".repeat(32_000), "1")).isEqualTo("id-too-long");
    assertThat(Outcomes.text(decoder.decode(longest + "k", "x", buffer("1"), 0)))
        .isEqualTo("id-too-long");
  }

  @Test
  void showsTheStartOfWhatItCannotReadOnOnePrintableLine() {
    assertThat(sample("{\"t\":\u001b[31m\r\n\u202e°"))
        .isEqualTo("{\"t\":\\x1b[31m\\x0d\\x0a\\xe2\\x80\\xae°");
    assertThat(sample("\\xff\\xfeA\\x00")).isEqualTo("\\xff\\xfeA\\x00");
    assertThat(sample("{" + "é".repeat(198) + "x")).hasSize(200).endsWith("éx");
    assertThat(sample("{" + "é".repeat(300))).hasSize(200).endsWith("é…");
    assertThat(sample("{" + "\\x01".repeat(300))).hasSizeLessThanOrEqualTo(200).endsWith("…");
  }

  private String sample(String payload) {
    Decoded decoded =
        decoder.decode("c", "a/b", ByteBuffer.wrap(Outcomes.bytes(payload)), Outcomes.NOW);
    return decoded instanceof Decoded.Malformed m ? m.sample() : "not malformed: " + decoded;
  }

  @Test
  void decodesAfterBadInputAsIfNothingHadHappened() {
    for (String bad : List.of("{\"t\":1", "[[[[", "[".repeat(100), array(1001), "\\xff")) {
      Outcomes.of(decoder, "a/b", bad);

      assertThat(Outcomes.of(decoder, "a/b", "{\"t\":1}")).isEqualTo("a/b/t = 1");
    }
  }

  @Test
  void samplesWithoutAValueAreBad() {
    Decoded decoded = decoder.decode("c", "a/b", buffer("1e999"), 0);

    assertThat(decoded)
        .isInstanceOfSatisfying(
            Decoded.Samples.class,
            s -> assertThat(s.samples().getFirst().quality()).isEqualTo(Quality.BAD_NOT_FINITE));
  }

  private static String array(int size) {
    return IntStream.range(0, size)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static ByteBuffer buffer(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
