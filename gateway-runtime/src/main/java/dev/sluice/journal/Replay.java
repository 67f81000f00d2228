package dev.sluice.journal;

import dev.sluice.files.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the segments of a folder back at the start, in the order of seq. */
final class Replay {

  private static final Logger log = LoggerFactory.getLogger(Replay.class);

  private static final long BLANK = -1;
  private static final long UNREADABLE = 0;

  private final Disk disk;
  private final Path folder;
  private final Spares spares;
  private final Journal.Replayer replayer;

  private final List<SegmentSpan> segments = new ArrayList<>();
  private long expected;
  private long entries;
  private long lost;
  private int damagedSegments;

  Replay(Disk disk, Path folder, Spares spares, Journal.Replayer replayer) {
    this.disk = disk;
    this.folder = folder;
    this.spares = spares;
    this.replayer = replayer;
  }

  /**
   * What was found, and where to go on.
   *
   * @param nextNumber of the next segment
   * @param nextSeq every seq below it is durable, or lost
   */
  record Result(
      Journal.Replayed replayed, List<SegmentSpan> segments, long nextNumber, long nextSeq) {}

  Result run() throws IOException {
    disk.createFolders(folder);
    List<SegmentFile> files = SegmentFile.in(disk, folder);
    long[] starts = starts(files);
    SegmentReader reader = new SegmentReader(spares.size());
    for (int i = 0; i < files.size(); i++) {
      if (starts[i] == BLANK) {
        // Begun, but its header never became durable: nothing in it was ever acknowledged.
        spares.recycle(files.get(i).path());
      } else {
        read(reader, files.get(i), starts[i], nextStart(starts, i));
      }
    }
    return new Result(
        new Journal.Replayed(entries, lost, damagedSegments),
        segments,
        files.isEmpty() ? 1 : files.getLast().number() + 1,
        Math.max(1, expected));
  }

  private void read(SegmentReader reader, SegmentFile file, long start, long below)
      throws IOException {
    reader.load(disk, file.path(), file.number());
    long from = Math.max(expected, start);
    Counting counting = new Counting(replayer, expected == 0 ? start : expected);
    long end = reader.replay(from, below, counting);
    long missing = counting.missing;
    // A file that is not the last holds everything up to the next one.
    if (below != Long.MAX_VALUE && end < below) {
      missing += below - end;
      replayer.missing(end, below);
      end = below;
    }
    boolean damaged = missing > 0 || start == UNREADABLE;
    if (damaged) {
      damagedSegments++;
      log.warn(
          "journal: {} is damaged, {} readings cannot be read back; the file will be set aside",
          file.path().getFileName(),
          missing);
    }
    entries += counting.entries;
    lost += missing;
    segments.add(new SegmentSpan(file.number(), start == UNREADABLE ? expected : start, damaged));
    expected = Math.max(expected, end);
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

  /** Counts entries and the seqs missing between them. */
  private static final class Counting implements Consumer<Entry> {
    private final Journal.Replayer replayer;
    private long expected;
    private long missing;
    private long entries;

    Counting(Journal.Replayer replayer, long expected) {
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
}
