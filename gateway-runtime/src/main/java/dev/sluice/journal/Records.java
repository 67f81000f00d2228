package dev.sluice.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The records in a stretch of a segment's bytes. Only {@link #claimed}, {@link #good} and {@link
 * #next} may be asked about a place where there may be none.
 *
 * @param number of the segment: records of another one, left over in a recycled file, never count
 * @param bytes little-endian
 */
record Records(long number, ByteBuffer bytes) {

  /** The type of the record that ends a segment at a clean stop: it takes no seq. */
  static final int MARK = 0;

  /** No segment holds so many seqs. */
  private static final long FARTHEST = 1L << 26;

  private static final int LENGTH = 0xFF_FFFF;

  /** How long the record at this place would be, header included, if there is one. */
  int claimed(int at) {
    return Segment.RECORD_HEADER + (bytes.getInt(at + 4) & LENGTH);
  }

  /** True if a whole record with a seq in {@code [from, below)} begins at this place. */
  boolean good(int at, long from, long below) {
    if (at > bytes.limit() - Segment.RECORD_HEADER) {
      return false;
    }
    int length = claimed(at);
    long seq = bytes.getLong(at + 8);
    return seq >= from
        && seq < below
        && length > Segment.RECORD_HEADER
        && length <= bytes.limit() - at
        && bytes.getInt(at) == Segment.checksum(number, bytes.slice(at + 4, length - 4));
  }

  /**
   * The place of the next good record at or behind this one, or -1. Usually it is right here.
   *
   * @param from 0 if no seq is expected
   */
  int next(int start, long from, long below) {
    // Behind the last record lie those of the file's former life. Read at a wrong place, their seqs
    // are mostly huge: to check a sum for each of them would take seconds.
    long end = from == 0 ? below : Math.min(below, from + FARTHEST);
    for (int at = start; at <= bytes.limit() - Segment.RECORD_HEADER; at++) {
      if (good(at, from, end)) {
        return at;
      }
    }
    return -1;
  }

  int type(int at) {
    return bytes.getInt(at + 4) >>> 24;
  }

  long seq(int at) {
    return bytes.getLong(at + 8);
  }

  /** Everything below this seq was durable when the record was written. */
  long durableBelow(int at) {
    return seq(at) - Bytes.readVarint(content(at));
  }

  /** The record's body. */
  ByteBuffer body(int at) {
    ByteBuffer content = content(at);
    Bytes.readVarint(content);
    return content.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private ByteBuffer content(int at) {
    return bytes.slice(at + Segment.RECORD_HEADER, claimed(at) - Segment.RECORD_HEADER);
  }
}
