package dev.sluice.history;

import dev.sluice.model.Kind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes chunks, and believes in one only after it has read it back. */
final class ChunkMaker {

  /**
   * A chunk that is not stored yet.
   *
   * @param minutes its rollup by the minute, null if it pays no better than the readings
   * @param hours the same by the hour
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record NewChunk(ChunkRow row, byte[] body, byte @Nullable [] minutes, byte @Nullable [] hours) {}

  /** A rollup is worth its bytes if its buckets have so many readings on average. */
  private static final int WORTH = 4;

  private final ChunkCodec codec;
  private final RollupCodec rollups;
  private final ByteWriter out = new ByteWriter();
  private final Columns numbers = new Columns(Kind.NUMBER);
  private final Columns texts = new Columns(Kind.TEXT);
  private final Columns messages = new Columns(Kind.MESSAGE);

  ChunkMaker(ChunkCodec codec) {
    this.codec = codec;
    this.rollups = new RollupCodec(codec.packer());
  }

  /**
   * Makes a chunk of rows [from, to), which are in the order of time.
   *
   * @throws IllegalStateException if the codec does not give back what it got
   */
  NewChunk make(
      int signal,
      Kind kind,
      long id,
      int zone,
      Columns rows,
      int from,
      int to,
      ChunkRow.Span seqs) {
    codec.encode(kind, rows, from, to, out);
    byte[] body = out.toByteArray();
    check(signal, kind, rows, from, to, body);
    ChunkRow row = ChunkRow.of(signal, id, zone, rows, from, to, seqs, ChunkOpener.bodyCrc(body));
    return new NewChunk(
        row,
        body,
        rollup(Grain.MINUTE, kind, row, rows, from, to),
        rollup(Grain.HOUR, kind, row, rows, from, to));
  }

  private byte @Nullable [] rollup(
      Grain grain, Kind kind, ChunkRow row, Columns rows, int from, int to) {
    boolean numbers = kind == Kind.NUMBER || kind == Kind.BOOL;
    if (!numbers || row.usable() == 0 || !Grain.covers(row.t0(), row.t1())) {
      return null;
    }
    Rollup rollup = Rollup.of(grain, rows, from, to);
    if (!worth(rollup, row.usable())) {
      return null;
    }
    byte[] bytes = rollups.encode(rollup, place(row.signal(), row.t0(), row.id(), row.t1()));
    Rollup back = new Rollup(grain);
    rollups.decode(bytes, back, place(row.signal(), row.t0(), row.id(), row.t1()));
    if (!back.sameAs(rollup)) {
      throw new IllegalStateException(
          "a rollup of signal " + row.signal() + " does not read back as written");
    }
    return bytes;
  }

  /** True if a rollup is much shorter than its readings. */
  static boolean worth(Rollup rollup, long usable) {
    return (long) rollup.size() * WORTH <= usable;
  }

  /** What tells the rollup beside a chunk from all others. */
  static long[] place(int signal, long t0, long id, long t1) {
    return new long[] {signal, t0, id, t1};
  }

  private void check(int signal, Kind kind, Columns rows, int from, int to, byte[] body) {
    Columns back =
        switch (kind) {
          case NUMBER, BOOL -> numbers;
          case TEXT -> texts;
          case MESSAGE -> messages;
        };
    codec.decode(body, body.length, kind, back);
    boolean same = back.size() == to - from;
    for (int row = 0; same && row < back.size(); row++) {
      same = sameRow(back, row, rows, from + row);
    }
    back.clear();
    if (!same) {
      throw new IllegalStateException(
          "a chunk of signal " + signal + " does not read back as written; it is not stored");
    }
  }

  private static boolean sameRow(Columns a, int i, Columns b, int j) {
    String text = a.text(i);
    return a.time(i) == b.time(j)
        && a.quality(i) == b.quality(j)
        && Double.doubleToRawLongBits(a.value(i)) == Double.doubleToRawLongBits(b.value(j))
        && Objects.equals(text, b.text(j))
        && Objects.equals(a.message(i), b.message(j));
  }
}
