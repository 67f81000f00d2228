package dev.sluice.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lineprotocol.BadLine;
import dev.sluice.lineprotocol.Precision;
import dev.sluice.model.Quality;
import dev.sluice.model.RawTopic;
import dev.sluice.model.Sample;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is written can be read back, and a bad line costs no other. */
class TransferTest {

  /** Doubt in a time beside another reason is the gateway's own affair: files say the reason. */
  private static final Quality[] EXPRESSIBLE =
      Arrays.stream(Quality.values())
          .filter(quality -> !quality.doubted() || quality == Quality.UNCERTAIN_CLOCK)
          .toArray(Quality[]::new);

  private static final long TIME = 1_795_528_800_000_000L;

  private static final class Found implements SampleTaker {
    final List<Sample> samples = new ArrayList<>();
    final List<Long> lines = new ArrayList<>();
    final List<BadLine> bad = new ArrayList<>();

    @Override
    public void samples(long line, List<Sample> more) {
      samples.addAll(more);
      lines.add(line);
    }

    @Override
    public void bad(BadLine line) {
      bad.add(line);
    }
  }

  private static Found read(SampleFormat format, String text) throws Exception {
    Found found = new Found();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    format.read(new ByteArrayInputStream(bytes), Precision.NS, found);
    return found;
  }

  @Property(tries = 300)
  void csvReadsBackAsItWasWritten(@ForAll long seed) throws Exception {
    roundTrip(new Random(seed), ReadingFormat.CSV, SampleFormat.CSV);
  }

  @Property(tries = 300)
  void jsonReadsBackAsItWasWrittenWithReasonsAndMessages(@ForAll long seed) throws Exception {
    roundTrip(new Random(seed), ReadingFormat.NDJSON, SampleFormat.NDJSON);
  }

  private static void roundTrip(Random random, ReadingFormat format, SampleFormat back)
      throws Exception {
    List<Sample> samples = new ArrayList<>();
    StringBuilder text = new StringBuilder(format.head());
    for (int i = 0; i < 20; i++) {
      Sample sample = sample(random, format == ReadingFormat.NDJSON);
      samples.add(sample);
      format.write(text, sample.signal(), sample.value(), sample.quality(), sample.time());
    }
    Found found = read(back, text.toString());
    assertThat(found.bad).isEmpty();
    assertThat(found.samples).isEqualTo(samples);
  }

  private static Sample sample(Random random, boolean whole) {
    SignalId signal = new SignalId(word(random, "a,\"/ü"), word(random, "b,\" 7").replace("/", ""));
    Quality[] some =
        whole
            ? EXPRESSIBLE
            : new Quality[] {Quality.GOOD, Quality.UNCERTAIN_SOURCE, Quality.BAD_SOURCE};
    Quality quality = some[random.nextInt(some.length)];
    @Nullable Value value =
        switch (random.nextInt(whole ? 5 : 4)) {
          case 0 -> new Value.Num(number(random));
          case 1 -> new Value.Bool(random.nextBoolean());
          case 2 -> new Value.Text(word(random, "x1.e-,\"\r\n ü\u2028\\true"));
          case 3 -> quality.level() == Quality.Level.BAD ? null : new Value.Text("");
          default -> message(random);
        };
    if (value instanceof Value.Message message) {
      signal = RawTopic.signal(message.topic());
    }
    return new Sample(signal, value, quality, TIME + random.nextLong(-(1L << 55), 1L << 55), null);
  }

  private static double number(Random random) {
    double number =
        switch (random.nextInt(4)) {
          case 0 -> random.nextInt(-100, 100);
          case 1 -> random.nextInt(1000) / 10.0;
          case 2 -> random.nextLong() * 16.0;
          default -> Double.longBitsToDouble(random.nextLong());
        };
    // The sign of zero is not kept.
    return Double.isFinite(number) ? number + 0.0 : 0;
  }

  private static Value.Message message(Random random) {
    byte[] payload = new byte[random.nextInt(40)];
    random.nextBytes(payload);
    return new Value.Message(
        word(random, "t/\"ü"),
        payload,
        random.nextInt(3),
        random.nextBoolean(),
        random.nextBoolean() ? payload : null);
  }

  private static String word(Random random, String letters) {
    StringBuilder word = new StringBuilder("w");
    int length = random.nextInt(8);
    for (int i = 0; i < length; i++) {
      word.append(letters.charAt(random.nextInt(letters.length())));
    }
    return random.nextBoolean() || length == 0 ? word.toString() : word.substring(1);
  }

  @Test
  void aTextThatLooksLikeANumberStaysAText() throws Exception {
    StringBuilder text = new StringBuilder();
    SignalId id = SignalId.parse("a/b");
    for (String one : List.of("21", "true", "", "-1.5e3", "RUNNING", "1.2.3")) {
      ReadingFormat.CSV.write(text, id, new Value.Text(one), Quality.GOOD, TIME);
    }
    assertThat(text.toString())
        .contains(",\"21\",", ",\"true\",", ",\"\",", ",\"-1.5e3\",", ",RUNNING,", ",1.2.3,");
    assertThat(read(SampleFormat.CSV, text.toString()).samples)
        .allMatch(sample -> sample.value() instanceof Value.Text);
  }

  @Test
  void everyBadLineOfCsvIsNamedAndNoOtherIsLost() throws Exception {
    Found found =
        read(
            SampleFormat.CSV,
            """
            time,signal,value,quality
            2026-11-24T14:00:00Z,a/b,1,good
            yesterday,a/b,2,good
            2026-11-24T14:00:01Z,nowhere,3,good
            2026-11-24T14:00:02Z,a/b,4,superb
            2026-11-24T14:00:03Z,a/b,,good
            2026-11-24T14:00:04Z,a/b
            2026-11-24T14:00:05Z,a/b,"open,good
            2026-11-24T14:00:06Z,a/b,7
            1795528807000,a/b,1e999,good
            2026-11-24T14:00:08Z,a/c,"two
            lines",good
            2026-11-24T14:00:09Z,a/b,10,bad
            """);
    assertThat(found.bad).extracting(BadLine::line).containsExactly(3, 4, 5, 6, 7, 8, 10);
    assertThat(found.bad).extracting(BadLine::reason).allMatch(why -> why.contains("; "), "remedy");
    assertThat(found.lines).containsExactly(2L, 9L, 11L, 13L);
    assertThat(found.samples).extracting(Sample::value).contains(new Value.Text("two\nlines"));
  }

  @Test
  void whatStandsForAMessageIsNotTakenForATextOfItsTopic() throws Exception {
    StringBuilder csv = new StringBuilder();
    Value.Message message = new Value.Message("t/1", new byte[9], 0, false, null);
    ReadingFormat.CSV.write(csv, RawTopic.signal("t/1"), message, Quality.GOOD, TIME);
    Found found = read(SampleFormat.CSV, csv.toString());
    assertThat(found.samples).isEmpty();
    assertThat(found.bad.getFirst().reason()).contains("ndjson");
  }

  @Test
  void bytesThatAreNotUtf8AreABadLine() throws Exception {
    Found found = new Found();
    byte[] bytes = "0,a/b,\u00ff,good\n1,a/b,2,good\n".getBytes(StandardCharsets.ISO_8859_1);
    SampleFormat.CSV.read(new ByteArrayInputStream(bytes), Precision.NS, found);
    assertThat(found.bad).extracting(BadLine::line).containsExactly(1);
    assertThat(found.lines).containsExactly(2L);
  }

  @Test
  void everyBadLineOfJsonIsNamedAndNoOtherIsLost() throws Exception {
    Found found =
        read(
            SampleFormat.NDJSON,
            """
            {"time":"2026-11-24T14:00:00Z","signal":"a/b","value":1}
            {"time":"2026-11-24T14:00:00Z","signal":"a/b","value":
            [1]
            {"time":"2026-11-24T14:00:00Z","value":1}
            {"time":"2026-11-24T14:00:00Z","signal":"a/b","value":{"x":1}}
            {"time":"2026-11-24T14:00:00Z","signal":"a/b","message":{"topic":"t","payload":"%"}}
            {"time":1795528800000,"signal":"a/b","value":"text","quality":"bad","reason":"device"}
            """);
    assertThat(found.bad).extracting(BadLine::line).containsExactly(2, 3, 4, 5, 6);
    assertThat(found.lines).containsExactly(1L, 7L);
    assertThat(found.samples.getLast().quality()).isEqualTo(Quality.BAD_DEVICE);
  }

  @Test
  void lineProtocolOfAnyLengthIsReadStretchByStretch() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 30_000; i++) {
      text.append("m,room=a v=").append(i).append(",s=\"two\nlines ").append(i).append("\" ");
      text.append(1_795_528_800_000_000_000L + i * 1000L).append('\n');
      if (i == 20_000) {
        text.append("m v= 1\n").append("m v=1\n");
      }
    }
    Found found = read(SampleFormat.LINE_PROTOCOL, text.toString());
    assertThat(found.samples).hasSize(60_000);
    assertThat(found.bad).extracting(BadLine::line).containsExactly(40_003, 40_004);
    assertThat(found.bad.getLast().reason()).contains("time");
  }
}
