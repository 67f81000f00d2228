package dev.sluice.history;

import dev.sluice.model.Kind;
import java.util.zip.CRC32C;

/**
 * Turns columns into the bytes of a chunk and back, exactly; FORMAT.md describes every byte. Keeps
 * its scratch space and native streams: one thread, and close it.
 */
final class ChunkCodec implements AutoCloseable {

  /** The first byte of every chunk. */
  static final int VERSION = 1;

  /** The most readings in one chunk. */
  static final int MAX_READINGS = 65_536;

  private static final int CRC_BYTES = 4;

  private final Packer packer = new Packer();
  private final TimeColumn times = new TimeColumn();
  private final NumberColumn numbers = new NumberColumn();
  private final BoolColumn bools = new BoolColumn();
  private final TextColumn texts = new TextColumn();
  private final MessageColumn messages = new MessageColumn();
  private final QualityRuns quality = new QualityRuns();
  private final ByteReader in = new ByteReader();
  private final ByteReader block = new ByteReader();
  private final CRC32C crc = new CRC32C();

  /**
   * Writes rows [from, to) as a chunk, in place of what {@code out} held.
   *
   * @param kind what the values are; fits the columns
   */
  void encode(Kind kind, Columns rows, int from, int to, ByteWriter out) {
    int count = to - from;
    if (count < 1 || count > MAX_READINGS) {
      throw new IllegalArgumentException(
          "a chunk has 1 to " + MAX_READINGS + " readings, these are " + count);
    }
    out.clear();
    out.u8(VERSION);
    out.u8(Kinds.code(kind));
    out.varint(count);
    times.write(rows.times(), from, count, packer, out);
    switch (kind) {
      case NUMBER -> numbers.write(rows.values(), from, count, packer, out);
      case BOOL -> bools.write(rows.values(), from, count, out);
      case TEXT -> texts.write(rows.texts(), from, count, packer, out);
      case MESSAGE -> messages.write(rows.messages(), from, count, packer, out);
    }
    quality.write(rows.qualities(), from, count, packer, out);
    out.i32(crcOf(out.array(), 0, out.size()));
  }

  /**
   * Reads a chunk in place of what {@code into} held.
   *
   * @throws DamagedChunkException if it is not what was written
   */
  void decode(byte[] chunk, int length, Kind kind, Columns into) {
    int end = length - CRC_BYTES;
    if (end < 3) {
      throw new DamagedChunkException("it has only " + length + " bytes");
    }
    int expected = in.over(chunk, end, length).i32();
    if (crcOf(chunk, 0, end) != expected) {
      throw new DamagedChunkException("its checksum differs");
    }
    in.over(chunk, 0, end);
    int version = in.u8();
    if (version != VERSION) {
      throw new DamagedChunkException("its version " + version + " is unknown");
    }
    if (in.u8() != Kinds.code(kind)) {
      throw new DamagedChunkException("its values are not of the kind " + kind);
    }
    int count = in.count(MAX_READINGS);
    if (count == 0) {
      throw new DamagedChunkException("it is empty");
    }
    into.clear();
    into.reserve(count);
    times.read(in, count, packer, block, into.times());
    switch (kind) {
      case NUMBER -> numbers.read(in, count, packer, block, into.values());
      case BOOL -> bools.read(in, count, into.values());
      case TEXT -> texts.read(in, count, packer, block, into.texts());
      case MESSAGE -> messages.read(in, count, packer, block, into.messages());
    }
    quality.read(in, count, packer, block, into.qualities());
    if (in.remaining() != 0) {
      throw new DamagedChunkException("it has bytes left over");
    }
    into.filled(count);
  }

  /** Its streams, for others on the same thread. */
  Packer packer() {
    return packer;
  }

  private int crcOf(byte[] bytes, int from, int length) {
    crc.reset();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  @Override
  public void close() {
    packer.close();
  }
}
