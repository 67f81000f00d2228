package dev.sluice.journal;

import dev.sluice.files.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable log. Entries are collected and made durable together by {@link #commit}; what was not
 * made durable is gone, and its seqs are given again.
 *
 * <p>Used by one thread, but for {@link #read} and {@link #size}. The files are preallocated and
 * recycled, so that a commit costs one flush and changes no metadata. After an I/O error a segment
 * is never written again: what was not durable is written once more into a fresh one.
 */
public final class Journal implements Closeable {

  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  private final Disk disk;
  private final Path folder;
  private final Spares spares;
  private final RecordBuffer records = new RecordBuffer();
  private final Shelf shelf;
  private final List<Entry> pending = new ArrayList<>();

  private @Nullable Segment current;
  private long nextNumber;

  /** 0 until the journal is replayed. */
  private long nextSeq;

  private long durableBelow;
  private int pendingBytes;

  private long commits;
  private long bytesWritten;
  private long errors;

  /**
   * A journal at rest; {@link #replay} wakes it.
   *
   * @param folder made if there is none
   * @param spares makes and keeps blank files
   */
  public Journal(Disk disk, Path folder, Spares spares) {
    this.disk = disk;
    this.folder = folder;
    this.spares = spares;
    this.shelf = new Shelf(disk, folder, spares);
  }

  /**
   * What was found at the start.
   *
   * @param entries records replayed
   * @param lost seqs missing in front of records that are there: readings that cannot be read back,
   *     at most
   * @param damagedSegments files that are set aside once their readable part is in history, or at
   *     once if another version of the gateway wrote them
   */
  public record Replayed(long entries, long lost, int damagedSegments) {}

  /**
   * Reads everything back, in the order of seq; once, before anything else.
   *
   * @throws IOException if the folder cannot be read; damage inside the files is no error
   */
  public Replayed replay(Replayer replayer) throws IOException {
    Replay.Result found = new Replay(disk, folder, spares, replayer).run();
    nextNumber = found.nextNumber();
    nextSeq = found.nextSeq();
    durableBelow = nextSeq;
    shelf.found(found.segments());
    shelf.durable(durableBelow);
    return found.replayed();
  }

  /** Takes the entries of the journal at the start, in the order of seq. */
  public interface Replayer {
    void entry(Entry entry);

    /** Seqs of these records cannot be read back; told where they would have come. */
    default void missing(long from, long below) {}
  }

  /**
   * Goes on from this seq at least: for when a reader kept more than the journal itself did, as
   * when its files were deleted. Right after {@link #replay} only.
   */
  public void skipTo(long seq) {
    if (!pending.isEmpty() || current != null) {
      throw new IllegalStateException("the journal is already written to");
    }
    nextSeq = Math.max(nextSeq, seq);
    durableBelow = nextSeq;
    shelf.durable(durableBelow);
  }

  /** The seq that the next entry gets. */
  public long nextSeq() {
    return nextSeq;
  }

  /** Everything below this seq is durable. */
  public long durableBelow() {
    return durableBelow;
  }

  /** About how many bytes the next commit will write. */
  public int pendingBytes() {
    return pendingBytes;
  }

  /**
   * Adds an entry to the next commit.
   *
   * @param entry its seq must be {@link #nextSeq()}
   */
  public void append(Entry entry) {
    if (nextSeq == 0) {
      throw new IllegalStateException("the journal has not been replayed");
    }
    if (!fits(entry)) {
      throw new IllegalArgumentException("an entry larger than a segment");
    }
    if (entry.seq() != nextSeq) {
      throw new IllegalArgumentException("seq " + entry.seq() + " where " + nextSeq + " is next");
    }
    pending.add(entry);
    nextSeq += entry.span();
    pendingBytes += EntrySize.estimate(entry);
  }

  /** False if the entry might be larger than a record may be. */
  public boolean fits(Entry entry) {
    return EntrySize.bound(entry) <= spares.size() - Segment.HEADER - Segment.RECORD_HEADER;
  }

  /**
   * Makes all appended entries durable.
   *
   * @throws IOException if that failed, even in a fresh segment. Entries below {@link
   *     #durableBelow()} are durable all the same; the others are forgotten and their seqs are
   *     given again
   */
  public void commit() throws IOException {
    if (pending.isEmpty()) {
      return;
    }
    try {
      try {
        writePending();
      } catch (IOException first) {
        errors++;
        log.warn("journal: a write failed, going on in a fresh segment: {}", first.toString());
        abandon();
        writePending();
      }
      commits++;
    } catch (IOException e) {
      errors++;
      abandon();
      throw e;
    } finally {
      pending.clear();
      pendingBytes = 0;
      nextSeq = durableBelow;
      shelf.durable(durableBelow);
    }
  }

  /** Writes what is not yet durable, over as many segments as it takes. */
  private void writePending() throws IOException {
    Segment segment = current == null ? roll() : current;
    records.clear();
    long end = durableBelow;
    for (Entry entry : pending) {
      if (entry.seq() < durableBelow) {
        continue;
      }
      if (!records.add(entry, durableBelow, segment.room())) {
        flush(segment, end);
        segment = roll();
        if (!records.add(entry, durableBelow, segment.room())) {
          throw new IllegalStateException("a record larger than a segment at seq " + entry.seq());
        }
      }
      end = entry.seq() + entry.span();
    }
    flush(segment, end);
  }

  private void flush(Segment segment, long end) throws IOException {
    if (records.length() > 0) {
      segment.write(records.records());
      segment.sync();
      bytesWritten += records.length();
    }
    durableBelow = end;
  }

  /**
   * Says that everything in front of it was durable, as the next write would have: what is damaged
   * from now on cannot be taken for a write that was cut off.
   */
  private void mark(Segment segment) {
    records.clear();
    records.addMark(durableBelow);
    if (records.length() > segment.room()) {
      return;
    }
    try {
      segment.write(records.records());
      segment.sync();
    } catch (IOException e) {
      log.debug("journal: the mark of a clean stop could not be written", e);
    }
  }

  /** Goes on in the next segment. */
  private Segment roll() throws IOException {
    if (current != null) {
      current.close();
      current = null;
      shelf.ended(SegmentSpan.End.RECYCLED);
    }
    long number = nextNumber++;
    Path path = shelf.path(number);
    spares.take(path);
    Segment segment = Segment.begin(disk, path, spares.size(), number, durableBelow);
    records.begin(number);
    current = segment;
    shelf.began(new SegmentSpan(number, durableBelow, SegmentSpan.End.RECYCLED));
    return segment;
  }

  /** Leaves the current segment for good: after an error nothing is known about its last writes. */
  private void abandon() {
    if (current != null) {
      shelf.ended(SegmentSpan.End.DELETED);
      try {
        current.close();
      } catch (IOException e) {
        log.debug("journal: closing an abandoned segment failed", e);
      }
      current = null;
    }
  }

  /**
   * A reader of its own pace, from this seq on. Safe from any thread, as is the cursor beside the
   * thread that writes.
   *
   * @param fromSeq from 1 on; what the journal no longer has, the first read reports as gone. One
   *     that is not durable yet is waited for
   */
  public Cursor read(long fromSeq) {
    if (shelf.extent().durableBelow() == 0) {
      throw new IllegalStateException("the journal has not been replayed");
    }
    return new Cursor(disk, shelf, spares.size(), fromSeq);
  }

  /** Gives back the files whose entries are all below this seq, but for the last few. */
  public void recycleBelow(long seq) throws IOException {
    shelf.recycleBelow(seq);
  }

  /**
   * How far readers must get before the journal can shrink to this size.
   *
   * @return the seq below which nothing may be needed any more; 0 if it is no larger than that
   */
  public long pressure(long bytes) {
    return shelf.pressure(bytes);
  }

  /** Bytes on disk, without spares. */
  public long size() {
    return shelf.size();
  }

  /** Successful commits since the start. */
  public long commits() {
    return commits;
  }

  /** Bytes of records written since the start; the device writes whole pages. */
  public long bytesWritten() {
    return bytesWritten;
  }

  /** Writes or syncs that failed since the start. */
  public long errors() {
    return errors;
  }

  @Override
  public void close() throws IOException {
    try {
      commit();
      if (current != null) {
        mark(current);
      }
    } finally {
      abandon();
      spares.close();
    }
  }
}
