package dev.sluice.mqtt.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Sample;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class HostileInputTest {

  private static final List<String> DOCUMENTS =
      List.of(
          "{\"temperature\":21.53,\"humidity\":45.1,\"status\":\"ok\",\"n\":12345}",
          "{\"v\":{\"x\":[1,2,{\"y\":null}],\"u\":\"m/s\"},\"t\":1465839830100}",
          "[{\"a.b\":1e10,\"c/d\":\"\\u00e9\\ud83d\\ude00\"},true,false,null,-0.5E-3]",
          "21.5",
          "-1.234,5",
          "{\"v\":\"2016-06-13T19:43:50.123+02:00\",\"t\":\"2016-06-13T19:43:50.123+02:00\"}");

  private static final List<Decoder> DECODERS =
      List.of(
          new PayloadDecoder(List.of(), 20_000),
          new PayloadDecoder(
              List.of(TopicMappingTest.mapping("#; value: /v; time: /t; unitAt: /v/u"))),
          new PayloadDecoder(
              List.of(TopicMappingTest.mapping("#; payload: number; decimal: comma; scale: 2"))),
          new PayloadDecoder(List.of(TopicMappingTest.mapping("+/{device}/#; payload: bool"))),
          new PayloadDecoder(List.of(TopicMappingTest.mapping("#; payload: json; time: /v"))));

  @Property(tries = 2000)
  void anyBytesGiveAnAnswer(@ForAll byte[] payload, @ForAll String topic, @ForAll String client) {
    for (Decoder decoder : DECODERS) {
      check(decoder.decode(client, topic, ByteBuffer.wrap(payload), Outcomes.NOW));
    }
  }

  @Property(tries = 5000)
  void mutatedDocumentsGiveAnAnswer(@ForAll("mutants") byte[] payload) {
    for (Decoder decoder : DECODERS) {
      check(decoder.decode("c", "a/b/c", ByteBuffer.wrap(payload), Outcomes.NOW));
    }
  }

  @Provide
  Arbitrary<byte[]> mutants() {
    Arbitrary<Byte> bytes =
        Arbitraries.of(
                "{}[]\",:.\\/0123456789eE+-truefalsn \n\u0000\u00ff".chars().boxed().toList())
            .map(Integer::byteValue);
    return Combinators.combine(
            Arbitraries.of(DOCUMENTS),
            Arbitraries.integers().between(0, 80),
            Arbitraries.integers().between(0, 3),
            bytes.array(byte[].class).ofMaxSize(4))
        .as(HostileInputTest::mutate);
  }

  /** Takes some bytes away at one place and puts others there. */
  private static byte[] mutate(String document, int at, int away, byte[] insert) {
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    int from = at % (bytes.length + 1);
    int to = Math.min(bytes.length, from + away);
    ByteBuffer mutant = ByteBuffer.allocate(bytes.length - (to - from) + insert.length);
    mutant.put(bytes, 0, from).put(insert).put(bytes, to, bytes.length - to);
    return mutant.array();
  }

  private static void check(Decoded decoded) {
    switch (decoded) {
      case Decoded.Samples s -> {
        assertThat(s.samples()).isNotEmpty().hasSizeLessThanOrEqualTo(1000);
        assertThat(s.samples()).extracting(Sample::signal).doesNotHaveDuplicates();
        for (Sample sample : s.samples()) {
          assertThat(SignalId.parse(sample.signal().toString())).isEqualTo(sample.signal());
          assertThat(sample.signal().toString().chars().filter(Character::isISOControl)).isEmpty();
          if (sample.value() instanceof Value.Text text) {
            assertThat(text.text().getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(Value.MAX_TEXT_BYTES);
          }
          if (sample.value() == null) {
            assertThat(sample.quality().level()).hasToString("BAD");
          }
        }
      }
      case Decoded.Malformed m -> {
        assertThat(m.reason()).isNotEqualTo("decoder-fault").isIn(words());
        assertThat(m.sample().length()).isLessThanOrEqualTo(200);
        assertThat(m.sample().chars().filter(Character::isISOControl)).isEmpty();
      }
      case Decoded.Ignored _ -> {}
    }
  }

  private static List<String> words() {
    return Arrays.stream(Reason.values()).map(Reason::word).toList();
  }

  @Test
  void everyReasonIsExplained() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "decoding.md"));

    assertThat(words()).allSatisfy(word -> assertThat(page).contains("| `" + word + "` |"));
  }

  @Test
  void tenMegabytesAreRefusedOrReadLikeAnyOtherPayload() {
    Decoder decoder = DECODERS.getFirst();
    int size = 10 << 20;
    assertThat(plain(decoder, "x".repeat(size))).isEqualTo("text-too-long");
    assertThat(plain(decoder, "[".repeat(size))).isEqualTo("too-deep");
    assertThat(plain(decoder, "[" + "0,".repeat(size / 2))).isEqualTo("too-many-leaves");
    assertThat(plain(decoder, "{\"t\":1,\"s\":\"" + "x".repeat(size) + "\"}"))
        .isEqualTo("a/b/t = 1; a/b/s = - !too-long");
    assertThat(plain(decoder, "{\"t\":1,\"n\":" + "9".repeat(size) + "}"))
        .isEqualTo("a/b/t = 1; a/b/n = - !not-finite");
    assertThat(plain(decoder, "{\"" + "k".repeat(size) + "\":1}")).isEqualTo("id-too-long");
    byte[] noise = new byte[size];
    new Random(1).nextBytes(noise);
    assertThat(Outcomes.text(decoder.decode("c", "a/b", ByteBuffer.wrap(noise), 0)))
        .isEqualTo("not-utf8");
  }

  private static String plain(Decoder decoder, String payload) {
    ByteBuffer bytes = ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8));
    return Outcomes.text(decoder.decode("c", "a/b", bytes, 0));
  }

  @Test
  void aMillionTopicsDoNotGrowTheMemory() {
    PayloadDecoder decoder = new PayloadDecoder(List.of());
    ByteBuffer payload = ByteBuffer.wrap("21.5".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 1_000_000; i++) {
      decoder.decode("c", "some/random/topic/" + i, payload, 0);
    }

    assertThat(decoder.rememberedTopics()).isLessThan(50_000);
    assertThat(decoder.rememberedBytes()).isLessThan(17 << 20);
    assertThat(Outcomes.of(decoder, "a/b", "{\"t\":1}")).isEqualTo("a/b/t = 1");
  }

  @Test
  void everNewKeysOfOneTopicDoNotGrowTheMemory() {
    PayloadDecoder decoder = new PayloadDecoder(List.of());
    for (int i = 0; i < 200_000; i++) {
      String document = "{\"random-key-" + i + "\":1}";
      decoder.decode("c", "a/b", ByteBuffer.wrap(document.getBytes(StandardCharsets.UTF_8)), 0);
    }

    assertThat(decoder.rememberedBytes()).isLessThan(17 << 20);
    assertThat(Outcomes.of(decoder, "a/b", "{\"t\":1}")).isEqualTo("a/b/t = 1");
  }

  @Test
  void anIdSeenBeforeIsNotMadeAgain() {
    Decoder decoder = DECODERS.getFirst();
    assertThat(id(decoder, "a/b", "{\"x\":[{\"t\":1}]}"))
        .isSameAs(id(decoder, "a/b", "{\"x\":[{\"t\":2}]}"));
    assertThat(id(decoder, "a/b", "1")).isSameAs(id(decoder, "a/b", "2"));
  }

  private static SignalId id(Decoder decoder, String topic, String payload) {
    Decoded decoded =
        decoder.decode("c", topic, ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)), 0);
    return ((Decoded.Samples) decoded).samples().getFirst().signal();
  }

  @Test
  void severalThreadsShareADecoderWhileItForgets() throws Exception {
    Decoder decoder = new PayloadDecoder(List.of(), 20_000);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Boolean>> answers =
          IntStream.range(0, 4)
              .mapToObj(thread -> threads.submit(() -> decodeMany(decoder, thread)))
              .toList();
      for (Future<Boolean> answer : answers) {
        assertThat(answer.get()).isTrue();
      }
    }
  }

  private static boolean decodeMany(Decoder decoder, int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      String topic = "a/" + random.nextInt(200);
      int n = random.nextInt(20);
      String outcome = Outcomes.of(decoder, topic, "{\"k" + n + "\":[" + n + "],\"t\":1}");
      if (!outcome.equals(topic + "/k" + n + ".0 = " + n + "; " + topic + "/t = 1")) {
        throw new AssertionError(outcome);
      }
    }
    return true;
  }
}
