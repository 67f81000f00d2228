package dev.sluice.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.Kind;
import dev.sluice.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;

class ChunkCodecTest {

  private static final String NONE = "(none)";
  private static final ChunkCodec CODEC = new ChunkCodec();

  @AfterContainer
  static void close() {
    CODEC.close();
  }

  @Property(tries = 300)
  void everyDoubleComesBackBitByBit(@ForAll("doubles") List<Double> values) {
    Columns rows = new Columns(Kind.NUMBER);
    for (int i = 0; i < values.size(); i++) {
      rows.add(1000L * i, values.get(i), 0, null);
    }
    assertComesBack(Kind.NUMBER, rows);
  }

  @Provide
  Arbitrary<List<Double>> doubles() {
    Arbitrary<Double> anyBits = Arbitraries.longs().map(Double::longBitsToDouble);
    Arbitrary<Double> decimal =
        Arbitraries.longs().between(-1_000_000, 1_000_000).map(tenths -> tenths / 10.0);
    Arbitrary<Double> odd =
        Arbitraries.of(
            -0.0,
            0.0,
            Double.NaN,
            Double.longBitsToDouble(0x7ff8000000000001L),
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            Double.MAX_VALUE,
            9007199254740992.0,
            0x1p53,
            -0x1p53,
            0x1p63,
            0.1 + 0.2,
            1e-9,
            123456.789012345);
    Arbitrary<Double> mostlyDecimal =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(20, decimal), net.jqwik.api.Tuple.of(1, odd));
    return Arbitraries.oneOf(
        anyBits.list().ofMinSize(1).ofMaxSize(300),
        decimal.list().ofMinSize(1).ofMaxSize(300),
        odd.list().ofMinSize(1).ofMaxSize(60),
        mostlyDecimal.list().ofMinSize(1).ofMaxSize(600),
        decimal.flatMap(one -> Arbitraries.just(one).list().ofMinSize(1).ofMaxSize(300)));
  }

  @Property(tries = 300)
  void everyPatternOfTimesComesBack(@ForAll("times") List<Long> times) {
    Columns rows = new Columns(Kind.NUMBER);
    times.forEach(time -> rows.add(time, 1, 0, null));
    assertComesBack(Kind.NUMBER, rows);
  }

  @Provide
  Arbitrary<List<Long>> times() {
    Arbitrary<Long> any =
        Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.of(Long.MIN_VALUE, Long.MAX_VALUE, 0L));
    Arbitrary<List<Long>> wild = any.list().ofMinSize(1).ofMaxSize(200);
    Arbitrary<List<Long>> steady =
        Arbitraries.longs()
            .between(-4_000_000_000_000_000L, 4_000_000_000_000_000L)
            .flatMap(
                start ->
                    Arbitraries.longs()
                        .between(1, 10_000_000)
                        .flatMap(
                            step ->
                                Arbitraries.longs()
                                    .between(-5000, 5000)
                                    .list()
                                    .ofMinSize(1)
                                    .ofMaxSize(400)
                                    .map(noise -> onGrid(start, step, noise))));
    return Arbitraries.oneOf(wild, steady, steady.map(ChunkCodecTest::wholeMillis));
  }

  private static List<Long> onGrid(long start, long step, List<Long> noise) {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < noise.size(); i++) {
      times.add(start + i * step + noise.get(i));
    }
    return times;
  }

  private static List<Long> wholeMillis(List<Long> times) {
    return times.stream().map(time -> Math.floorDiv(time, 1000) * 1000).toList();
  }

  @Property(tries = 300)
  void everyTextComesBackEvenWithLoneSurrogates(
      @ForAll("texts") List<String> texts, @ForAll @IntRange(max = 3) int repeats) {
    Columns rows = new Columns(Kind.TEXT);
    long time = 0;
    for (String text : texts) {
      for (int i = 0; i <= repeats; i++) {
        boolean none = text.equals(NONE);
        rows.add(time++, Double.NaN, none ? 130 : 0, none ? null : text);
      }
    }
    assertComesBack(Kind.TEXT, rows);
  }

  @Provide
  Arbitrary<List<String>> texts() {
    Arbitrary<String> any = Arbitraries.strings().ofMaxLength(40);
    Arbitrary<String> surrogates =
        Arbitraries.strings().withChars('\ud800', '\udc00', 'a', '?', '\ufffd').ofMaxLength(5);
    Arbitrary<String> few = Arbitraries.of("on", "off", "fault", "", NONE);
    return Arbitraries.oneOf(
        any.list().ofMinSize(1).ofMaxSize(50),
        surrogates.list().ofMinSize(1).ofMaxSize(50),
        few.list().ofMinSize(1).ofMaxSize(200));
  }

  @Property(tries = 300)
  void everyMessageComesBack(@ForAll @Size(min = 1, max = 60) List<byte[]> payloads) {
    Columns rows = new Columns(Kind.MESSAGE);
    for (int i = 0; i < payloads.size(); i++) {
      byte[] payload = payloads.get(i);
      boolean none = payload.length % 9 == 4;
      Value.Message message =
          new Value.Message(
              "plant/ü/" + payload.length % 3,
              payload,
              i % 3,
              i % 2 == 0,
              i % 4 == 0 ? new byte[] {1, 0, (byte) i} : null);
      rows.add(i, none ? 130 : 0, none ? null : message);
    }
    assertComesBack(Kind.MESSAGE, rows);
  }

  @Property(tries = 300)
  void whatIsNoChunkOfMessagesIsRefused(@ForAll @Size(min = 1, max = 200) byte[] content) {
    // With a checksum that is right: what follows must be noticed by what it says.
    ByteWriter out = new ByteWriter();
    out.u8(ChunkCodec.VERSION);
    out.u8(Kinds.code(Kind.MESSAGE));
    out.bytes(content, 0, content.length);
    CRC32C crc = new CRC32C();
    crc.update(out.array(), 0, out.size());
    out.i32((int) crc.getValue());
    byte[] bytes = out.toByteArray();
    try {
      CODEC.decode(bytes, bytes.length, Kind.MESSAGE, new Columns(Kind.MESSAGE));
    } catch (DamagedChunkException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }

  @Property(tries = 300)
  void everyTruthValueComesBack(
      @ForAll @Size(min = 1, max = 500) List<@IntRange(max = 2) Integer> states) {
    Columns rows = new Columns(Kind.BOOL);
    for (int i = 0; i < states.size(); i++) {
      int state = states.get(i);
      rows.add(i, state == 2 ? Double.NaN : state, state == 2 ? 130 : 0, null);
    }
    assertComesBack(Kind.BOOL, rows);
  }

  @Property(tries = 300)
  void everyQualityComesBack(@ForAll @Size(min = 1, max = 500) List<Byte> codes) {
    Columns rows = new Columns(Kind.NUMBER);
    for (int i = 0; i < codes.size(); i++) {
      rows.add(i, i, codes.get(i) & 0xFF, null);
    }
    assertComesBack(Kind.NUMBER, rows);
  }

  @Property(tries = 300)
  void aFlippedBitIsNoticed(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] chunk = encode(Kind.NUMBER, plantSignal(random, 200));
    int bit = random.nextInt(chunk.length * 8);
    chunk[bit / 8] ^= (byte) (1 << bit % 8);

    assertThatThrownBy(
            () -> CODEC.decode(chunk, chunk.length, Kind.NUMBER, new Columns(Kind.NUMBER)))
        .isInstanceOf(DamagedChunkException.class);
  }

  @Property(tries = 300)
  void bytesThatAreNoChunkAreRefusedAndNeverEndInAnotherException(
      @ForAll @Size(max = 200) byte[] bytes) {
    assertThatThrownBy(() -> CODEC.decode(bytes, bytes.length, Kind.TEXT, new Columns(Kind.TEXT)))
        .isInstanceOf(DamagedChunkException.class);
  }

  @Example
  void aPlantSignalAtOneHertzTakesLessThanTwoBytesAReading() {
    byte[] chunk = encode(Kind.NUMBER, plantSignal(new Random(42), 2048));

    assertThat(chunk.length).isLessThan(2 * 2048);
  }

  @Example
  void aConstantOnAnExactGridTakesAFewBytes() {
    Columns rows = new Columns(Kind.NUMBER);
    for (int i = 0; i < 2048; i++) {
      rows.add(1_700_000_000_000_000L + i * 1_000_000L, 21.5, 0, null);
    }

    assertThat(encode(Kind.NUMBER, rows).length).isLessThan(40);
  }

  @Example
  void outagesAmongDecimalsStayCheap() {
    Columns rows = plantSignal(new Random(7), 1500);
    Columns withOutage = new Columns(Kind.NUMBER);
    for (int i = 0; i < 1500; i++) {
      boolean out = i >= 500 && i < 700;
      withOutage.add(rows.time(i), out ? Double.NaN : rows.value(i), out ? 130 : 0, null);
    }

    assertComesBack(Kind.NUMBER, withOutage);
    assertThat(encode(Kind.NUMBER, withOutage).length)
        .isLessThan(encode(Kind.NUMBER, rows).length + 60);
  }

  /** A temperature in tenths, once a second with a few ms of jitter. */
  private static Columns plantSignal(Random random, int count) {
    Columns rows = new Columns(Kind.NUMBER);
    double level = 20;
    for (int i = 0; i < count; i++) {
      level += random.nextGaussian() * 0.05;
      long jitter = Math.round(random.nextGaussian() * 2);
      rows.add(
          1_700_000_000_000_000L + (i * 1000L + jitter) * 1000,
          Math.rint(level * 10) / 10,
          0,
          null);
    }
    return rows;
  }

  private static byte[] encode(Kind kind, Columns rows) {
    ByteWriter out = new ByteWriter();
    CODEC.encode(kind, rows, 0, rows.size(), out);
    return out.toByteArray();
  }

  private static void assertComesBack(Kind kind, Columns rows) {
    byte[] chunk = encode(kind, rows);
    Columns back = new Columns(kind);
    CODEC.decode(chunk, chunk.length, kind, back);
    assertThat(back.size()).isEqualTo(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      assertThat(back.time(i)).isEqualTo(rows.time(i));
      assertThat(Double.doubleToRawLongBits(back.value(i)))
          .isEqualTo(Double.doubleToRawLongBits(rows.value(i)));
      assertThat(back.quality(i)).isEqualTo(rows.quality(i));
      assertThat(back.text(i)).isEqualTo(rows.text(i));
      assertThat(back.message(i)).isEqualTo(rows.message(i));
    }
  }
}
