package dev.sluice.history;

/**
 * Reads what {@link ByteWriter} wrote. Reading past the end throws {@link DamagedChunkException}.
 */
final class ByteReader {

  private byte[] bytes = new byte[0];
  private int at;
  private int end;

  ByteReader over(byte[] source, int from, int to) {
    bytes = source;
    at = from;
    end = to;
    return this;
  }

  byte[] array() {
    return bytes;
  }

  int position() {
    return at;
  }

  int remaining() {
    return end - at;
  }

  void skip(int count) {
    need(count);
    at += count;
  }

  int u8() {
    need(1);
    return bytes[at++] & 0xFF;
  }

  int i32() {
    need(4);
    int value = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      value |= (bytes[at++] & 0xFF) << shift;
    }
    return value;
  }

  long i64() {
    need(8);
    long value = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      value |= (bytes[at++] & 0xFFL) << shift;
    }
    return value;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      int next = u8();
      value |= (next & 0x7FL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new DamagedChunkException("a varint of more than 10 bytes");
  }

  long zigzag() {
    long raw = varint();
    return (raw >>> 1) ^ -(raw & 1);
  }

  /** A varint that is a count or a length. */
  int count(int most) {
    long value = varint();
    if (value < 0 || value > most) {
      throw new DamagedChunkException("a count of " + value + " where at most " + most + " fit");
    }
    return (int) value;
  }

  private void need(int count) {
    if (count < 0 || end - at < count) {
      throw new DamagedChunkException("it ends too early");
    }
  }
}
