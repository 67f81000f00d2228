package dev.sluice.journal;

import dev.sluice.files.Disk;
import dev.sluice.files.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the segments of a folder back at the start, in the order of seq. */
final class Replay {

  private static final Logger log = LoggerFactory.getLogger(Replay.class);

  /**
   * A file and what it holds.
   *
   * @param firstSeq 0 if nothing in it says
   */
  private record Part(SegmentFile file, SegmentReader.Head head, long firstSeq) {
    Path name() {
      return Objects.requireNonNull(file.path().getFileName());
    }
  }

  private final Disk disk;
  private final Path folder;
  private final Spares spares;
  private final Journal.Replayer replayer;

  private final SegmentReader reader;
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
    this.reader = new SegmentReader(spares.size());
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
    List<Path> paths = disk.list(folder);
    List<Part> parts = parts(SegmentFile.among(paths));
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      long below = nextFirstSeq(parts, i);
      switch (part.head().header()) {
        // Begun, but its header never became durable: nothing in it was ever acknowledged.
        case BLANK -> spares.recycle(part.file().path());
        case OTHER_VERSION -> setAside(part, below);
        case GOOD, DAMAGED -> read(part, below);
      }
    }
    return new Result(
        new Journal.Replayed(entries, lost, damagedSegments),
        segments,
        SegmentFile.highest(paths) + 1,
        Math.max(1, expected));
  }

  private List<Part> parts(List<SegmentFile> files) throws IOException {
    List<Part> parts = new ArrayList<>();
    long known = 0;
    for (SegmentFile file : files) {
      SegmentReader.Head head = SegmentReader.head(disk, file.path(), file.number());
      long firstSeq = head.firstSeq();
      if (head.header() == SegmentReader.Header.DAMAGED) {
        // Its records tell it too. Without it, those that the segment before holds beyond its end
        // would be taken for those that were written again here.
        reader.load(disk, file.path(), file.number());
        firstSeq = reader.firstSeq(known);
      }
      known = Math.max(known, firstSeq);
      parts.add(new Part(file, head, firstSeq));
    }
    return parts;
  }

  /** The first seq of the next file that says one. */
  private static long nextFirstSeq(List<Part> parts, int i) {
    for (Part part : parts.subList(i + 1, parts.size())) {
      if (part.firstSeq() > 0) {
        return part.firstSeq();
      }
    }
    return Long.MAX_VALUE;
  }

  private void read(Part part, long below) throws IOException {
    SegmentFile file = part.file();
    boolean newest = below == Long.MAX_VALUE;
    if (newest) {
      sync(part);
    }
    reader.load(disk, file.path(), file.number());
    long from = Math.max(expected, part.firstSeq());
    Counting counting = new Counting(replayer, expected == 0 ? part.firstSeq() : expected);
    // A file that is not the last holds everything up to the next one.
    long durable = newest ? reader.durableBelow(from) : below;
    reader.replay(from, durable, counting);
    counting.upTo(durable);
    if (newest) {
      reader.tail(durable, counting);
      if (reader.torn()) {
        log.info(
            "journal: the write under way at the end did not reach {} as a whole; what comes behind"
                + " seq {} was never acknowledged and is left out",
            part.name(),
            counting.expected - 1);
      }
    }
    boolean damaged = counting.missing > 0 || part.head().header() != SegmentReader.Header.GOOD;
    if (damaged) {
      damagedSegments++;
      log.warn(
          "journal: {} is damaged, {} readings cannot be read back; the file will be set aside",
          part.name(),
          counting.missing);
    }
    entries += counting.entries;
    lost += counting.missing;
    segments.add(
        new SegmentSpan(
            file.number(), from, damaged ? SegmentSpan.End.SET_ASIDE : SegmentSpan.End.RECYCLED));
    expected = Math.max(expected, counting.expected);
  }

  /**
   * What a process that was killed had written, but not synced, is read from the page cache:
   * without this, a power cut soon after the start would take it back.
   */
  private void sync(Part part) {
    try (DiskFile file = disk.open(part.file().path())) {
      file.sync();
    } catch (IOException e) {
      log.warn("journal: {} cannot be synced: {}", part.name(), e.toString());
    }
  }

  /** A file of another version stays as it is, under a name that is never read. */
  private void setAside(Part part, long below) throws IOException {
    Path path = part.file().path();
    Path aside = folder.resolve(part.name() + ".version-" + part.head().version());
    disk.rename(path, aside);
    disk.syncFolder(folder);
    Counting counting = new Counting(replayer, Math.max(expected, part.firstSeq()));
    if (below != Long.MAX_VALUE) {
      counting.upTo(below);
    }
    damagedSegments++;
    lost += counting.missing;
    expected = Math.max(expected, counting.expected);
    log.warn(
        "journal: {} was written by another version of the gateway and is now {}; what is in it and"
            + " not yet in history cannot be read",
        part.name(),
        aside.getFileName());
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
      upTo(entry.seq());
      expected = entry.seq() + entry.span();
      entries++;
      replayer.entry(entry);
    }

    /** What comes next has this seq: those in between are missing. */
    void upTo(long seq) {
      if (expected > 0 && seq > expected) {
        missing += seq - expected;
        replayer.missing(expected, seq);
      }
      expected = Math.max(expected, seq);
    }
  }
}
