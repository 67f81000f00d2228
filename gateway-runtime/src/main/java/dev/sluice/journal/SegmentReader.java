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

  /** No segment holds so many seqs. */
  private static final long FARTHEST = 1L << 26;

  private final ByteBuffer bytes;
  private final EntryCodec codec = new EntryCodec();

  /** What a file's first bytes say. */
  enum Header {
    GOOD,
    /** Never used, or recycled: holds nothing. */
    BLANK,
    DAMAGED
  }

  private long number;

  /** A reader of segments of this size. */
  SegmentReader(int size) {
    bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** What the head of a segment file says, and its first seq if it is good. */
  record Head(Header header, long firstSeq) {}

  /** Reads only the head of a file. */
  static Head head(Disk disk, Path path, long number) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(Segment.HEADER).order(ByteOrder.LITTLE_ENDIAN);
    try (DiskFile file = disk.open(path)) {
      file.read(head, 0);
    }
    boolean whole = !head.hasRemaining();
    boolean blank = true;
    for (int i = 0; i < Segment.HEADER; i += 8) {
      blank &= head.getLong(i) == 0;
    }
    if (blank) {
      return new Head(Header.BLANK, 0);
    }
    boolean good =
        whole
            && head.getLong(0) == Segment.MAGIC
            && head.getLong(8) == number
            && head.getInt(24) == Segment.checksum(number, head.slice(0, 24));
    return good ? new Head(Header.GOOD, head.getLong(16)) : new Head(Header.DAMAGED, 0);
  }

  /**
   * Loads a file. The number comes from its name, so a damaged header does not hide the records
   * behind it.
   */
  void load(Disk disk, Path path, long number) throws IOException {
    this.number = number;
    bytes.clear();
    try (DiskFile file = disk.open(path)) {
      file.read(bytes, 0);
    }
    bytes.flip();
    codec.reset();
  }

  /**
   * Gives every readable record with a seq in {@code [from, below)} to the visitor.
   *
   * @param from records below it are left over and skipped
   * @param below records from here on were written again in the next segment
   * @return the seq after the last record given, or {@code from}
   */
  long replay(long from, long below, Consumer<Entry> visitor) {
    long expected = from;
    int at = Segment.HEADER;
    while (at >= 0) {
      at = next(at, expected, below);
      if (at < 0) {
        break;
      }
      int length = bytes.getInt(at);
      long seq = bytes.getLong(at + 8);
      ByteBuffer body =
          bytes.slice(at + Segment.RECORD_HEADER, length).order(ByteOrder.LITTLE_ENDIAN);
      try {
        Entry entry = codec.read(bytes.get(at + 16), seq, body);
        visitor.accept(entry);
        expected = seq + entry.span();
      } catch (UnreadableRecord e) {
        // The checksum is right, so a newer version wrote it: its seqs count as missing.
        expected = seq + 1;
      }
      at += Segment.RECORD_HEADER + length;
    }
    return expected;
  }

  /** The place of the next good record at or behind this one, or -1. Usually it is right here. */
  private int next(int start, long expected, long end) {
    // Behind the last record lie those of the file's former life. Read at a wrong place, their seqs
    // are mostly huge: to check a sum for each of them would take seconds.
    long below = expected == 0 ? end : Math.min(end, expected + FARTHEST);
    for (int at = start; at <= bytes.limit() - Segment.RECORD_HEADER; at++) {
      int length = bytes.getInt(at);
      long seq = bytes.getLong(at + 8);
      if (length > 0
          && length <= bytes.limit() - at - Segment.RECORD_HEADER
          && seq >= expected
          && seq < below
          && bytes.getInt(at + 4) == Segment.checksum(number, bytes.slice(at + 8, length + 9))) {
        return at;
      }
    }
    return -1;
  }
}
