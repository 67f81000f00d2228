package dev.sluice.history;

import java.util.Arrays;

/** A growing row of bytes to write chunks into; reused from chunk to chunk. */
final class ByteWriter {

  private static final int LARGE = 1 << 20;

  private byte[] bytes = new byte[1024];
  private int size;

  byte[] array() {
    return bytes;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /** Forgets all, and lets go of memory that only the largest chunks need. */
  void shrink() {
    size = 0;
    if (bytes.length > LARGE) {
      bytes = new byte[1024];
    }
  }

  /** Goes back to an earlier size. */
  void truncate(int newSize) {
    size = newSize;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Makes room for so many bytes more, without writing them. */
  void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), bytes.length * 2));
    }
  }

  /** Counts bytes that were written straight into the array, after {@link #reserve}. */
  void advance(int written) {
    size += written;
  }

  void u8(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  /** Four bytes, the lowest first. */
  void i32(int value) {
    reserve(4);
    for (int shift = 0; shift < 32; shift += 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  /** Eight bytes, the lowest first. */
  void i64(long value) {
    reserve(8);
    for (int shift = 0; shift < 64; shift += 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  /** An unsigned number, seven bits a byte, the lowest first; 1 to 10 bytes. */
  void varint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** A signed number as a varint: 0, -1, 1, -2 … become 0, 1, 2, 3 … */
  void zigzag(long value) {
    varint((value << 1) ^ (value >> 63));
  }

  void bytes(byte[] source, int from, int length) {
    reserve(length);
    System.arraycopy(source, from, bytes, size, length);
    size += length;
  }
}
