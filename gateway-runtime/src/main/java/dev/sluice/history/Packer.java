package dev.sluice.history;

import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Squeezes a block of bytes with deflate, or leaves it as it is when that is no longer; keeps its
 * native streams, so it must be closed, and serves one thread.
 *
 * <p>A block is: varint length, varint stored length, the stored bytes. Equal lengths mean that the
 * bytes are stored as they are.
 */
final class Packer implements AutoCloseable {

  /** How hard to look for repetition. */
  enum Effort {
    /** Only frequent bytes get short codes: for noise around a line. */
    HUFFMAN,
    /** Repeated strings too. */
    FULL
  }

  /** No block of a chunk is longer before it is squeezed. */
  static final int MAX_BLOCK = 64 << 20;

  private final Deflater huffman = new Deflater(6, true);
  private final Deflater full = new Deflater(6, true);
  private final Inflater inflater = new Inflater(true);

  Packer() {
    huffman.setStrategy(Deflater.HUFFMAN_ONLY);
  }

  /** Appends the bytes as a block. */
  void pack(ByteWriter raw, Effort effort, ByteWriter out) {
    int length = raw.size();
    out.varint(length);
    int mark = out.size();
    Deflater deflater = effort == Effort.HUFFMAN ? huffman : full;
    deflater.reset();
    deflater.setInput(raw.array(), 0, length);
    deflater.finish();
    // The stored length is not known yet: leave room for it, and move the bytes down afterwards.
    int gap = 5;
    out.reserve(gap + length + 1);
    int from = mark + gap;
    int stored = 0;
    // The first call after setStrategy may return nothing at all, so only finished() ends this.
    while (!deflater.finished() && stored < length) {
      stored += deflater.deflate(out.array(), from + stored, length - stored);
    }
    if (!deflater.finished() || stored >= length) {
      out.varint(length);
      out.bytes(raw.array(), 0, length);
      return;
    }
    out.varint(stored);
    System.arraycopy(out.array(), from, out.array(), out.size(), stored);
    out.advance(stored);
  }

  /** Reads the next block and puts its bytes in place of what {@code into} held. */
  void unpack(ByteReader in, ByteWriter into) {
    int length = in.count(MAX_BLOCK);
    int stored = in.count(length);
    int from = in.position();
    in.skip(stored);
    into.clear();
    into.reserve(length);
    if (stored == length) {
      into.bytes(in.array(), from, length);
      return;
    }
    inflater.reset();
    inflater.setInput(in.array(), from, stored);
    try {
      int got = 0;
      while (got < length) {
        int more = inflater.inflate(into.array(), got, length - got);
        if (more == 0) {
          throw new DamagedChunkException("a block is shorter than it says");
        }
        got += more;
      }
    } catch (DataFormatException e) {
      throw new DamagedChunkException("a block does not inflate", e);
    }
    into.advance(length);
  }

  @Override
  public void close() {
    huffman.end();
    full.end();
    inflater.end();
  }
}
