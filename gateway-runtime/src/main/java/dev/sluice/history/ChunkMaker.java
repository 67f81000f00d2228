package dev.sluice.history;

import dev.sluice.model.Kind;
import java.util.Objects;

/** Makes chunks, and believes in one only after it has read it back. */
final class ChunkMaker {

  /** A chunk that is not stored yet. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record NewChunk(ChunkRow row, byte[] body) {}

  private final ChunkCodec codec;
  private final ByteWriter out = new ByteWriter();
  private final Columns numbers = new Columns(Kind.NUMBER);
  private final Columns texts = new Columns(Kind.TEXT);
  private final Columns messages = new Columns(Kind.MESSAGE);

  ChunkMaker(ChunkCodec codec) {
    this.codec = codec;
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
    return new NewChunk(row, body);
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
