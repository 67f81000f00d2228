package dev.sluice.journal;

import dev.sluice.files.Disk;
import dev.sluice.model.Note;
import dev.sluice.model.Reading;
import dev.sluice.model.Value;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable log. Entries are collected and made durable together by {@link #commit}; what was not
 * made durable is gone, and its seqs are given again.
 *
 * <p>Used by one thread. The files are preallocated and recycled, so that a commit costs one flush
 * and changes no metadata. After an I/O error a segment is never written again: what was not
 * durable is written once more into a fresh one.
 */
public final class Journal implements Closeable {

  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  /**
   * Segments that are kept even when nobody needs them, so that resends are recognised after a
   * restart.
   */
  private static final int KEPT_SEGMENTS = 2;

  private static final long BLANK = -1;
  private static final long UNREADABLE = 0;

  /** A segment that is no longer written. */
  private record Full(long number, long firstSeq, boolean damaged) {}

  private final Disk disk;
  private final Path folder;
  private final Spares spares;
  private final EntryCodec codec = new EntryCodec();
  private final Bytes bytes = new Bytes(1 << 16);
  private final Deque<Full> full = new ArrayDeque<>();
  private final List<Entry> pending = new ArrayList<>();

  private @Nullable Segment current;
  private long currentFirstSeq;
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
  }

  /**
   * What was found at the start.
   *
   * @param entries records replayed
   * @param lost seqs missing in front of records that are there: readings that cannot be read back,
   *     at most
   * @param damagedSegments files that are set aside once their readable part is in history
   */
  public record Replayed(long entries, long lost, int damagedSegments) {}

  /**
   * Reads everything back, in the order of seq; once, before anything else.
   *
   * @throws IOException if the folder cannot be read; damage inside the files is no error
   */
  public Replayed replay(Replayer replayer) throws IOException {
    disk.createFolders(folder);
    List<SegmentFile> files = SegmentFile.in(disk, folder);
    long[] starts = starts(files);
    SegmentReader reader = new SegmentReader(spares.size());
    long expected = 0;
    long entries = 0;
    long lost = 0;
    int damagedSegments = 0;
    for (int i = 0; i < files.size(); i++) {
      SegmentFile file = files.get(i);
      if (starts[i] == BLANK) {
        // Begun, but its header never became durable: nothing in it was ever acknowledged.
        spares.recycle(file.path());
        continue;
      }
      long below = nextStart(starts, i);
      reader.load(disk, file.path(), file.number());
      long from = Math.max(expected, starts[i]);
      Counting counting = new Counting(replayer, expected == 0 ? starts[i] : expected);
      long end = reader.replay(from, below, counting);
      long missing = counting.missing;
      // A file that is not the last holds everything up to the next one.
      if (below != Long.MAX_VALUE && end < below) {
        missing += below - end;
        replayer.missing(end, below);
        end = below;
      }
      boolean damaged = missing > 0 || starts[i] == UNREADABLE;
      if (damaged) {
        damagedSegments++;
        log.warn(
            "journal: {} is damaged, {} readings cannot be read back; the file will be set aside",
            file.path().getFileName(),
            missing);
      }
      entries += counting.entries;
      lost += missing;
      full.add(new Full(file.number(), starts[i] == UNREADABLE ? expected : starts[i], damaged));
      expected = Math.max(expected, end);
    }
    nextNumber = files.isEmpty() ? 1 : files.getLast().number() + 1;
    nextSeq = Math.max(1, expected);
    durableBelow = nextSeq;
    return new Replayed(entries, lost, damagedSegments);
  }

  /** The first seq of each file, {@link #BLANK} or {@link #UNREADABLE}. */
  private long[] starts(List<SegmentFile> files) throws IOException {
    long[] starts = new long[files.size()];
    for (int i = 0; i < starts.length; i++) {
      SegmentFile file = files.get(i);
      SegmentReader.Head head = SegmentReader.head(disk, file.path(), file.number());
      starts[i] =
          switch (head.header()) {
            case GOOD -> head.firstSeq();
            case BLANK -> BLANK;
            case DAMAGED -> UNREADABLE;
          };
    }
    return starts;
  }

  /** The first seq of the next file that says one. */
  private static long nextStart(long[] starts, int i) {
    for (int j = i + 1; j < starts.length; j++) {
      if (starts[j] > 0) {
        return starts[j];
      }
    }
    return Long.MAX_VALUE;
  }

  /** Takes the entries of the journal at the start, in the order of seq. */
  public interface Replayer {
    void entry(Entry entry);

    /** Seqs of these records cannot be read back; told where they would have come. */
    default void missing(long from, long below) {}
  }

  /** Counts entries and the seqs missing between them. */
  private static final class Counting implements java.util.function.Consumer<Entry> {
    private final Replayer replayer;
    private long expected;
    private long missing;
    private long entries;

    Counting(Replayer replayer, long expected) {
      this.replayer = replayer;
      this.expected = expected;
    }

    @Override
    public void accept(Entry entry) {
      if (expected > 0 && entry.seq() > expected) {
        missing += entry.seq() - expected;
        replayer.missing(expected, entry.seq());
      }
      expected = entry.seq() + entry.span();
      entries++;
      replayer.entry(entry);
    }
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
    pendingBytes += estimate(entry);
  }

  /** False if the entry might be larger than a record may be. */
  public boolean fits(Entry entry) {
    if (!(entry instanceof Entry.Arrived arrived)) {
      return true;
    }
    long room = (long) spares.size() - Segment.HEADER - Segment.RECORD_HEADER;
    room -= 1_000 + 3L * arrived.source().length() + 40L * arrived.readings().size();
    if (arrived.note() != null) {
      room -= bound(arrived.note());
    }
    return room >= 3 * textLength(arrived) || room >= textBytes(arrived);
  }

  /** The weight takes 2 bytes for a character of text; in UTF-8 it has 3 at most. */
  private static long bound(Note note) {
    int text =
        switch (note) {
          case Note.Malformed(String topic, String reason, String sample) ->
              topic.length() + 3 * reason.length() + sample.length();
          case Note.Retained retained -> retained.topic().length();
          case Note.Will will -> will.client().length();
        };
    return (long) note.weight() + text;
  }

  private static long textLength(Entry.Arrived arrived) {
    long length = 0;
    for (Reading reading : arrived.readings()) {
      if (reading.value() instanceof Value.Text text) {
        length += text.text().length();
      }
    }
    return length;
  }

  /** As {@link #textLength}, in UTF-8: slower, for what is very large. */
  private static long textBytes(Entry.Arrived arrived) {
    long bytes = 0;
    for (Reading reading : arrived.readings()) {
      if (reading.value() instanceof Value.Text text) {
        bytes += text.text().getBytes(StandardCharsets.UTF_8).length;
      }
    }
    return bytes;
  }

  private static int estimate(Entry entry) {
    return switch (entry) {
      case Entry.Arrived arrived -> {
        int size = Segment.RECORD_HEADER + 24 + 6 * arrived.readings().size();
        for (Reading reading : arrived.readings()) {
          if (reading.value() instanceof Value.Text text) {
            size += text.text().length();
          }
        }
        yield arrived.note() == null ? size : size + arrived.note().weight();
      }
      default -> 64;
    };
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
    }
  }

  /** Writes what is not yet durable, over as many segments as it takes. */
  private void writePending() throws IOException {
    Segment segment = current == null ? roll() : current;
    bytes.truncate(0);
    long end = durableBelow;
    for (Entry entry : pending) {
      if (entry.seq() < durableBelow) {
        continue;
      }
      int start = bytes.length();
      encode(entry, segment.number());
      if (bytes.length() > segment.room()) {
        bytes.truncate(start);
        flush(segment, end);
        segment = roll();
        bytes.truncate(0);
        encode(entry, segment.number());
      }
      end = entry.seq() + entry.span();
    }
    flush(segment, end);
  }

  private void flush(Segment segment, long end) throws IOException {
    if (bytes.length() > 0) {
      segment.write(bytes.slice(0, bytes.length()));
      segment.sync();
      bytesWritten += bytes.length();
    }
    durableBelow = end;
  }

  private void encode(Entry entry, long number) {
    int start = bytes.length();
    bytes.i32(0);
    bytes.i32(0);
    bytes.i64(entry.seq());
    bytes.u8(EntryCodec.type(entry));
    codec.write(entry, bytes);
    int end = bytes.length();
    bytes.i32At(start, end - start - Segment.RECORD_HEADER);
    bytes.i32At(start + 4, Segment.checksum(number, bytes.slice(start + 8, end)));
  }

  /** Goes on in the next segment. */
  private Segment roll() throws IOException {
    if (current != null) {
      current.close();
      full.add(new Full(current.number(), currentFirstSeq, false));
      current = null;
    }
    long number = nextNumber++;
    Path path = folder.resolve(SegmentFile.name(number));
    spares.take(path);
    Segment segment = Segment.begin(disk, path, spares.size(), number, durableBelow);
    codec.reset();
    current = segment;
    currentFirstSeq = durableBelow;
    return segment;
  }

  /** Leaves the current segment for good: after an error nothing is known about its last writes. */
  private void abandon() {
    if (current != null) {
      full.add(new Full(current.number(), currentFirstSeq, false));
      try {
        current.close();
      } catch (IOException e) {
        log.debug("journal: closing an abandoned segment failed", e);
      }
      current = null;
    }
  }

  /** Gives back the files whose entries are all below this seq, but for the last few. */
  public void recycleBelow(long seq) throws IOException {
    while (full.size() > KEPT_SEGMENTS) {
      long end = endOfFirst();
      if (end > seq) {
        return;
      }
      Full first = full.getFirst();
      Path path = folder.resolve(SegmentFile.name(first.number()));
      if (first.damaged()) {
        disk.rename(path, folder.resolve(path.getFileName() + ".damaged"));
        disk.syncFolder(folder);
      } else {
        spares.recycleLater(path);
      }
      full.removeFirst();
    }
  }

  private long endOfFirst() {
    return startOf(1);
  }

  /** The first seq of the n-th segment, oldest first; the end of the journal if there are fewer. */
  private long startOf(int n) {
    int i = 0;
    for (Full segment : full) {
      if (i++ == n) {
        return segment.firstSeq();
      }
    }
    return n == full.size() && current != null ? currentFirstSeq : durableBelow;
  }

  /**
   * How far readers must get before the journal can shrink to this size.
   *
   * @return the seq below which nothing may be needed any more; 0 if it is no larger than that
   */
  public long pressure(long bytes) {
    long surplus = (size() - bytes + spares.size() - 1) / spares.size();
    int most = full.size() - KEPT_SEGMENTS;
    return surplus <= 0 || most <= 0 ? 0 : startOf((int) Math.min(surplus, most));
  }

  /** Bytes on disk, without spares. */
  public long size() {
    return (long) spares.size() * (full.size() + (current == null ? 0 : 1));
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
    } finally {
      abandon();
      spares.close();
    }
  }
}
