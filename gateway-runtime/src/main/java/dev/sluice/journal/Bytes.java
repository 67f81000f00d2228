package dev.sluice.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A growing buffer with the journal's number formats: little-endian, LEB128 varints, zigzag. */
final class Bytes {

  private ByteBuffer buffer;

  Bytes(int capacity) {
    buffer = allocate(capacity);
  }

  private static ByteBuffer allocate(int capacity) {
    return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Bytes written so far. */
  int length() {
    return buffer.position();
  }

  /** Forgets what was written after this length. */
  void truncate(int length) {
    buffer.position(length);
  }

  /** The bytes between two positions, as a view; valid until the next write. */
  ByteBuffer slice(int from, int to) {
    return buffer.slice(from, to - from).order(ByteOrder.LITTLE_ENDIAN);
  }

  void u8(int value) {
    need(1);
    buffer.put((byte) value);
  }

  void i32(int value) {
    need(4);
    buffer.putInt(value);
  }

  void i32At(int position, int value) {
    buffer.putInt(position, value);
  }

  void i64(long value) {
    need(8);
    buffer.putLong(value);
  }

  void f64(double value) {
    i64(Double.doubleToRawLongBits(value));
  }

  void varint(long value) {
    need(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      buffer.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    buffer.put((byte) rest);
  }

  void zigzag(long value) {
    varint((value << 1) ^ (value >> 63));
  }

  void blob(byte[] bytes) {
    varint(bytes.length);
    need(bytes.length);
    buffer.put(bytes);
  }

  void text(String text) {
    blob(text.getBytes(StandardCharsets.UTF_8));
  }

  private void need(int more) {
    if (buffer.remaining() < more) {
      ByteBuffer larger = allocate(Math.max(buffer.capacity() * 2, buffer.position() + more));
      buffer.flip();
      larger.put(buffer);
      buffer = larger;
    }
  }

  /** Reads what {@link #varint} wrote. */
  static long readVarint(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte b = from.get();
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IllegalStateException("a varint of more than ten bytes");
  }

  static long readZigzag(ByteBuffer from) {
    long raw = readVarint(from);
    return (raw >>> 1) ^ -(raw & 1);
  }

  static byte[] readBlob(ByteBuffer from) {
    long length = readVarint(from);
    if (length < 0 || length > from.remaining()) {
      throw new IllegalStateException(
          "a length of " + length + " in " + from.remaining() + " bytes");
    }
    byte[] bytes = new byte[(int) length];
    from.get(bytes);
    return bytes;
  }

  static String readText(ByteBuffer from) {
    return new String(readBlob(from), StandardCharsets.UTF_8);
  }
}
