package dev.sluice.history;

import java.util.zip.CRC32C;

/**
 * Turns rollups into bytes and back, exactly; FORMAT.md describes every byte. One thread, as its
 * packer.
 */
final class RollupCodec {

  /** The first byte of every rollup. */
  static final int VERSION = 1;

  /** The most buckets in one rollup. */
  static final int MAX_BUCKETS = 65_536;

  private static final int MILLIS = 1;
  private static final int CRC_BYTES = 4;

  private final Packer packer;
  private final NumberColumn numbers = new NumberColumn();
  private final ByteWriter whole = new ByteWriter();
  private final ByteWriter out = new ByteWriter();
  private final ByteReader in = new ByteReader();
  private final ByteReader block = new ByteReader();
  private final ByteWriter where = new ByteWriter();
  private final CRC32C crc = new CRC32C();

  RollupCodec(Packer packer) {
    this.packer = packer;
  }

  /**
   * Writes a rollup of at least one bucket.
   *
   * @param place what tells its place from all others; the same must be said to read it
   */
  byte[] encode(Rollup rollup, long... place) {
    int count = rollup.size();
    if (count < 1 || count > MAX_BUCKETS) {
      throw new IllegalArgumentException("a rollup has 1 to " + MAX_BUCKETS + " buckets");
    }
    long unit = unit(rollup);
    out.clear();
    out.u8(VERSION);
    out.u8(rollup.grain().code() << 1 | (unit == 1 ? 0 : MILLIS));
    out.varint(count);
    out.zigzag(rollup.bucket(0));
    whole.clear();
    for (int at = 1; at < count; at++) {
      whole.varint(rollup.bucket(at) - rollup.bucket(at - 1) - 1);
    }
    for (int at = 0; at < count; at++) {
      whole.varint(rollup.count(at) - 1);
    }
    for (int at = 0; at < count; at++) {
      whole.varint((end(rollup, at) - rollup.lastTime(at)) / unit);
    }
    packer.pack(whole, Packer.Effort.FULL, out);
    numbers.write(rollup.minima(), 0, count, packer, out);
    numbers.write(rollup.maxima(), 0, count, packer, out);
    numbers.write(rollup.sums(), 0, count, packer, out);
    numbers.write(rollup.lasts(), 0, count, packer, out);
    out.i32(crcOf(out.array(), out.size(), place));
    return out.toByteArray();
  }

  private static long unit(Rollup rollup) {
    for (int at = 0; at < rollup.size(); at++) {
      if (rollup.lastTime(at) % 1000 != 0) {
        return 1;
      }
    }
    return 1000;
  }

  private static long end(Rollup rollup, int at) {
    return rollup.start(at) + rollup.grain().width();
  }

  /**
   * Reads a rollup in place of what {@code into} held.
   *
   * @throws DamagedChunkException if it is not what was written there
   */
  void decode(byte[] bytes, Rollup into, long... place) {
    int end = bytes.length - CRC_BYTES;
    if (end < 3 || in.over(bytes, end, bytes.length).i32() != crcOf(bytes, end, place)) {
      throw new DamagedChunkException("a rollup differs from its checksum");
    }
    in.over(bytes, 0, end);
    int version = in.u8();
    int flags = in.u8();
    if (version != VERSION || flags >> 1 != into.grain().code()) {
      throw new DamagedChunkException("a rollup of an unknown version or another grain");
    }
    long unit = (flags & MILLIS) != 0 ? 1000 : 1;
    int count = in.count(MAX_BUCKETS);
    if (count == 0) {
      throw new DamagedChunkException("a rollup is empty");
    }
    into.reserve(count);
    into.filled(count);
    long first = in.zigzag();
    readWhole(first, unit, count, into);
    numbers.read(in, count, packer, block, into.minima());
    numbers.read(in, count, packer, block, into.maxima());
    numbers.read(in, count, packer, block, into.sums());
    numbers.read(in, count, packer, block, into.lasts());
    if (in.remaining() != 0) {
      throw new DamagedChunkException("a rollup has bytes left over");
    }
  }

  private void readWhole(long first, long unit, int count, Rollup into) {
    packer.unpack(in, whole);
    block.over(whole.array(), 0, whole.size());
    long[] buckets = into.buckets();
    buckets[0] = first;
    for (int at = 1; at < count; at++) {
      buckets[at] = buckets[at - 1] + 1 + block.varint();
    }
    for (int at = 0; at < count; at++) {
      into.counts()[at] = block.varint() + 1;
    }
    for (int at = 0; at < count; at++) {
      into.lastTimes()[at] = end(into, at) - block.varint() * unit;
    }
    if (block.remaining() != 0) {
      throw new DamagedChunkException("a rollup's block has bytes left over");
    }
  }

  private int crcOf(byte[] bytes, int length, long... place) {
    where.clear();
    for (long part : place) {
      where.i64(part);
    }
    crc.reset();
    crc.update(where.array(), 0, where.size());
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
