package dev.sluice.journal;

import dev.sluice.files.Disk;
import dev.sluice.files.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads one segment file back, past damage if there is any. */
final class SegmentReader {

  private final ByteBuffer bytes;
  private final EntryCodec codec = new EntryCodec();
  private Records records;
  private int at;
  private boolean torn;

  /** What a file's first bytes say. */
  enum Header {
    GOOD,
    /** Never used, or recycled: holds nothing. */
    BLANK,
    /** Written by another version of the gateway. */
    OTHER_VERSION,
    DAMAGED
  }

  /** A reader of segments of this size. */
  SegmentReader(int size) {
    bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
    records = new Records(0, bytes);
  }

  /**
   * The head of a segment file.
   *
   * @param firstSeq 0 if it cannot be read
   * @param version the last character of the magic
   */
  record Head(Header header, long firstSeq, char version) {}

  /** Reads only the head of a file; one that cannot be read is damaged. */
  static Head head(Disk disk, Path path, long number) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(Segment.HEADER).order(ByteOrder.LITTLE_ENDIAN);
    boolean read;
    try (DiskFile file = disk.openForReading(path)) {
      read = PatientRead.allThatCanBe(file, head, 0);
    }
    boolean whole = !head.hasRemaining();
    boolean blank = read;
    for (int i = 0; i < Segment.HEADER; i += 8) {
      blank &= head.getLong(i) == 0;
    }
    char version = (char) (head.get(7) & 0xFF);
    if (blank) {
      return new Head(Header.BLANK, 0, version);
    }
    boolean good =
        whole
            && head.getLong(8) == number
            && head.getInt(24) == Segment.checksum(number, head.slice(0, 24));
    if (good && head.getLong(0) == Segment.MAGIC) {
      return new Head(Header.GOOD, head.getLong(16), version);
    }
    // The version is in the highest byte.
    boolean ours = (head.getLong(0) ^ Segment.MAGIC) << 8 == 0;
    return good && ours
        ? new Head(Header.OTHER_VERSION, head.getLong(16), version)
        : new Head(Header.DAMAGED, 0, version);
  }

  /**
   * Loads a file. The number comes from its name, so a damaged header does not hide the records
   * behind it.
   */
  void load(Disk disk, Path path, long number) throws IOException {
    bytes.clear();
    try (DiskFile file = disk.openForReading(path)) {
      PatientRead.allThatCanBe(file, bytes, 0);
    }
    bytes.flip();
    codec.reset();
    records = new Records(number, bytes);
    at = Segment.HEADER;
    torn = false;
  }

  /** The first seq as the first good record with a seq from this one on tells it; 0 if none is. */
  long firstSeq(long from) {
    int first = records.next(Segment.HEADER, from, Long.MAX_VALUE);
    return first < 0 ? 0 : Math.max(from, records.durableBelow(first));
  }

  /** The seq below which, as its records say, everything was durable; at least {@code from}. */
  long durableBelow(long from) {
    long below = from;
    long expected = from;
    for (int i = records.next(Segment.HEADER, from, Long.MAX_VALUE);
        i >= 0;
        i = records.next(i + records.claimed(i), expected, Long.MAX_VALUE)) {
      below = Math.max(below, records.durableBelow(i));
      expected = records.seq(i) + (records.type(i) == Records.MARK ? 0 : 1);
    }
    return below;
  }

  /**
   * Gives every readable record with a seq in {@code [from, below)} to the visitor.
   *
   * @param from records below it are left over and skipped
   * @param below records from here on were written again in the next segment, or are the tail
   * @return the seq after the last record given, or {@code from}
   */
  long replay(long from, long below, Consumer<Entry> visitor) {
    long expected = from;
    int place = records.next(at, expected, below);
    while (place >= 0) {
      expected = give(place, visitor);
      place = records.next(at, expected, below);
    }
    return expected;
  }

  /**
   * Gives the records behind the durable ones to the visitor, up to the first that is missing: they
   * are of one write that was never confirmed.
   *
   * @return the seq after the last record given, or {@code from}
   */
  long tail(long from, Consumer<Entry> visitor) {
    long expected = from;
    int place = records.next(at, expected, Long.MAX_VALUE);
    while (place >= 0) {
      if (place != at && records.seq(place) != expected) {
        torn = true;
        return expected;
      }
      expected = give(place, visitor);
      place = records.next(at, expected, Long.MAX_VALUE);
    }
    return expected;
  }

  /** True if the tail ended in front of records that are good. */
  boolean torn() {
    return torn;
  }

  /** The seq after this record. */
  private long give(int place, Consumer<Entry> visitor) {
    at = place + records.claimed(place);
    long seq = records.seq(place);
    int type = records.type(place);
    if (type == Records.MARK) {
      return seq;
    }
    try {
      Entry entry = codec.read(type, seq, records.body(place));
      visitor.accept(entry);
      return seq + entry.span();
    } catch (UnreadableRecord e) {
      // The checksum is right, so a newer version wrote it: its seqs count as missing.
      return seq + 1;
    }
  }
}
