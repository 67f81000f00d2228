package dev.sluice.journal;

import dev.sluice.files.Disk;
import dev.sluice.files.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads durable entries in the order of seq, at its own pace, while the journal is written.
 *
 * <p>Used by one thread at a time, which need not be the journal's. It holds no file and no segment
 * between two reads: one that sits idle delays nothing, and finds what it had not read {@link
 * Batch#gone} once the journal has given it back. It never gives an entry twice.
 *
 * <p>Memory: 64 KiB, and during a read what one record takes; where a segment is damaged, the rest
 * of that segment.
 */
public final class Cursor {

  private static final int CHUNK = 64 << 10;

  private final Disk disk;
  private final Shelf shelf;
  private final int segmentSize;
  private final EntryCodec codec = new EntryCodec();
  private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.LITTLE_ENDIAN);

  /** Everything below this seq was given, or reported. */
  private long position;

  /** The segment that is read, 0 for none; where its next record is, and from which seq on. */
  private long number;

  private int at;
  private long passed;

  Cursor(Disk disk, Shelf shelf, int segmentSize, long fromSeq) {
    this.disk = disk;
    this.shelf = shelf;
    this.segmentSize = segmentSize;
    this.position = Math.max(1, fromSeq);
  }

  /**
   * Seqs from {@code from} on and below {@code below}; at least one.
   *
   * @param from at least 1
   */
  public record Range(long from, long below) {}

  /**
   * What one read found.
   *
   * @param entries in the order of seq; the first one of a cursor holds the seq asked for, and may
   *     begin before it
   * @param unreadable ranges between and behind the entries that are damaged; history may have them
   * @param gone what the journal has given back since the position was there, or null: to be read
   *     from history. Alone in its batch; the cursor goes on behind it
   * @param position the seq from which on the next read goes on
   */
  public record Batch(
      List<Entry> entries, List<Range> unreadable, @Nullable Range gone, long position) {

    /** True if there was nothing more that is durable. */
    public boolean caughtUp() {
      return entries.isEmpty() && unreadable.isEmpty() && gone == null;
    }
  }

  /** What one read has collected so far. */
  private static final class Collected {
    private final List<Entry> entries = new ArrayList<>();
    private final List<Range> unreadable = new ArrayList<>();
    private long room;

    Collected(long room) {
      this.room = room;
    }

    boolean isEmpty() {
      return entries.isEmpty() && unreadable.isEmpty();
    }
  }

  /** The seq from which on the next read goes on. */
  public long position() {
    return position;
  }

  /**
   * The next entries that are durable.
   *
   * @param maxBytes of records, about; one entry is given in any case. In memory they take several
   *     times as much
   * @throws IOException if a file cannot be read; the next call tries again at the same place
   */
  public Batch next(int maxBytes) throws IOException {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("at least one byte");
    }
    while (true) {
      // One extent for the whole read: whatever is read was durable before it was read.
      Extent extent = shelf.extent();
      if (position < extent.firstSeq()) {
        Range gone = new Range(position, extent.firstSeq());
        position = extent.firstSeq();
        return new Batch(List.of(), List.of(), gone, position);
      }
      Collected collected = new Collected(maxBytes);
      boolean there = true;
      while (there && collected.room > 0 && position < extent.durableBelow()) {
        there = readSegment(extent, extent.placeOf(position), collected);
      }
      if (there || !collected.isEmpty()) {
        return new Batch(collected.entries, collected.unreadable, null, position);
      }
    }
  }

  /** Reads on in one segment; false if it was given back meanwhile. */
  private boolean readSegment(Extent extent, int place, Collected collected) throws IOException {
    SegmentSpan segment = extent.segments().get(place);
    long below = extent.endOf(place);
    if (segment.number() != number) {
      number = segment.number();
      at = Segment.HEADER;
      passed = segment.firstSeq();
      codec.reset();
    }
    try (DiskFile file = disk.openForReading(shelf.path(number))) {
      SegmentWindow window = new SegmentWindow(file, number, segmentSize, chunk);
      while (position < below && collected.room > 0) {
        boolean found = window.find(at, passed, below);
        // What was read before this question was still the segment's own.
        if (!shelf.extent().holds(number)) {
          return false;
        }
        if (found) {
          take(window, collected);
        } else {
          skipTo(below, collected);
        }
      }
      return true;
    } catch (NoSuchFileException e) {
      if (shelf.extent().holds(number)) {
        skipTo(below, collected); // a person has deleted it
        return true;
      }
      return false;
    } catch (IOException e) {
      if (collected.isEmpty() && shelf.extent().holds(number)) {
        throw e;
      }
      return false;
    }
  }

  /** Takes the record in the window. */
  private void take(SegmentWindow window, Collected collected) {
    long seq = window.seq();
    at = window.end();
    passed = seq + 1;
    if (seq > position) {
      skipTo(seq, collected);
    }
    if (window.type() == Records.MARK) {
      passed = seq;
      return;
    }
    try {
      if (seq < position) {
        // Sources are named once in a segment: those in front of the position count as well.
        int span = codec.skim(window.type(), window.body());
        if (seq + span <= position) {
          passed = seq + span;
          return;
        }
      }
      Entry entry = codec.read(window.type(), seq, window.body());
      collected.entries.add(entry);
      collected.room -= window.length();
      position = seq + entry.span();
      passed = position;
    } catch (UnreadableRecord e) {
      // Not passed by the position: it is reported with the next one that can be read.
      passed = seq + 1;
    }
  }

  private void skipTo(long seq, Collected collected) {
    collected.unreadable.add(new Range(position, seq));
    position = seq;
    passed = Math.max(passed, seq);
  }
}
