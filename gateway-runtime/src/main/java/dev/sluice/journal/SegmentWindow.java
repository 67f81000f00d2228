package dev.sluice.journal;

import dev.sluice.files.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A part of a segment file in memory that moves along with who reads it. */
final class SegmentWindow {

  private final DiskFile file;
  private final long number;
  private final int size;
  private final ByteBuffer chunk;

  private Records records;
  private int start;
  private int found;

  /**
   * Nothing is read yet.
   *
   * @param chunk where it reads to, as long as records are no larger
   */
  SegmentWindow(DiskFile file, long number, int size, ByteBuffer chunk) {
    this.file = file;
    this.number = number;
    this.size = size;
    this.chunk = chunk;
    this.records = new Records(number, chunk.limit(0));
  }

  /**
   * Moves to the next good record with a seq in {@code [from, below)} at or behind this place in
   * the file; false if there is none.
   */
  boolean find(int at, long from, long below) throws IOException {
    if (load(at, Segment.RECORD_HEADER)) {
      int length = records.claimed(at - start);
      if (length <= size - at && load(at, length) && records.good(at - start, from, below)) {
        found = at - start;
        return true;
      }
    }
    if (at >= size) {
      return false;
    }
    read(at, ByteBuffer.allocate(size - at).order(ByteOrder.LITTLE_ENDIAN));
    found = records.next(0, from, below);
    return found >= 0;
  }

  /** Has these bytes in memory; false if the file does not. */
  private boolean load(int at, int length) throws IOException {
    if (at + length > size) {
      return false;
    }
    if (at < start || at + length > start + records.bytes().limit()) {
      int capacity = Math.max(chunk.capacity(), length);
      ByteBuffer into =
          length <= chunk.capacity()
              ? chunk
              : ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
      read(at, into.clear().limit(Math.min(capacity, size - at)));
    }
    return length <= records.bytes().limit();
  }

  private void read(int at, ByteBuffer into) throws IOException {
    PatientRead.read(file, into, at);
    start = at;
    records = new Records(number, into.flip());
  }

  long seq() {
    return records.seq(found);
  }

  int type() {
    return records.type(found);
  }

  ByteBuffer body() {
    return records.body(found);
  }

  int length() {
    return records.claimed(found);
  }

  /** The place in the file behind the record. */
  int end() {
    return start + found + length();
  }
}
