package dev.sluice.journal;

import java.nio.ByteBuffer;

/** Entries as records, until they are written to their segment. */
final class RecordBuffer {

  private final Bytes bytes = new Bytes(1 << 16);
  private final EntryCodec codec = new EntryCodec();
  private long number;

  /** From now on, records are for this segment. */
  void begin(long number) {
    this.number = number;
    codec.reset();
    clear();
  }

  void clear() {
    bytes.truncate(0);
  }

  int length() {
    return bytes.length();
  }

  /**
   * Adds an entry if its record leaves no more than so many bytes here.
   *
   * @param durableBelow every seq below it is durable now
   * @return false if it does not fit; the segment must then be left, for the record may have
   *     numbered a source
   */
  boolean add(Entry entry, long durableBelow, int room) {
    int start = begin(entry.seq(), durableBelow);
    codec.write(entry, bytes);
    end(start, EntryCodec.type(entry));
    if (bytes.length() > room) {
      bytes.truncate(start);
      return false;
    }
    return true;
  }

  /** Adds the mark of a clean stop. */
  void addMark(long durableBelow) {
    end(begin(durableBelow, durableBelow), Records.MARK);
  }

  private int begin(long seq, long durableBelow) {
    int start = bytes.length();
    bytes.i64(0); // checksum, length and type come at the end
    bytes.i64(seq);
    bytes.varint(seq - durableBelow);
    return start;
  }

  private void end(int start, int type) {
    int end = bytes.length();
    bytes.i32At(start + 4, (end - start - Segment.RECORD_HEADER) | type << 24);
    bytes.i32At(start, Segment.checksum(number, bytes.slice(start + 4, end)));
  }

  /** What was added; valid until the next change. */
  ByteBuffer records() {
    return bytes.slice(0, bytes.length());
  }
}
