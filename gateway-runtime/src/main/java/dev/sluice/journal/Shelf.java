package dev.sluice.journal;

import dev.sluice.files.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which segments there are, and which of them can go.
 *
 * <p>Changed by the thread that writes the journal; {@link #extent} can be asked by any.
 */
final class Shelf {

  /**
   * Segments that are kept even when nobody needs them, so that resends are recognised after a
   * restart.
   */
  private static final int KEPT_SEGMENTS = 2;

  private final Disk disk;
  private final Path folder;
  private final Spares spares;

  /** Segments that are no longer written to. */
  private final Deque<SegmentSpan> full = new ArrayDeque<>();

  private @Nullable SegmentSpan current;
  private volatile Extent extent = new Extent(List.of(), 0);

  Shelf(Disk disk, Path folder, Spares spares) {
    this.disk = disk;
    this.folder = folder;
    this.spares = spares;
  }

  /** What there is now. */
  Extent extent() {
    return extent;
  }

  /** Where the file of a segment is, or will be. */
  Path path(long number) {
    return folder.resolve(SegmentFile.name(number));
  }

  /** Takes over what the start found. */
  void found(List<SegmentSpan> segments) {
    full.addAll(segments);
    publish();
  }

  /** From now on this segment is written to. */
  void began(SegmentSpan segment) {
    current = segment;
    publish();
  }

  /** Nothing more is written to the current segment. */
  void ended(SegmentSpan.End end) {
    if (current != null) {
      full.add(new SegmentSpan(current.number(), current.firstSeq(), end));
      current = null;
    }
  }

  /** Everything below this seq is durable and can be read. */
  void durable(long below) {
    extent = new Extent(extent.segments(), below);
  }

  private void publish() {
    List<SegmentSpan> segments = new ArrayList<>(full);
    if (current != null) {
      segments.add(current);
    }
    extent = new Extent(List.copyOf(segments), extent.durableBelow());
  }

  /** Gives back the files whose entries are all below this seq, but for the last few. */
  void recycleBelow(long seq) throws IOException {
    while (full.size() > KEPT_SEGMENTS && startOf(1) <= seq) {
      // First it is told that the segment is gone, then it goes: who has read something and finds
      // the segment still there knows that it was not yet written over.
      SegmentSpan first = full.removeFirst();
      publish();
      Path path = path(first.number());
      if (first.end() != SegmentSpan.End.SET_ASIDE) {
        spares.giveBack(path, first.end() == SegmentSpan.End.RECYCLED);
        continue;
      }
      try {
        disk.rename(path, folder.resolve(path.getFileName() + ".damaged"));
      } catch (IOException e) {
        full.addFirst(first);
        publish();
        throw e;
      }
      disk.syncFolder(folder);
    }
  }

  /** The first seq of the n-th segment, oldest first; the end of the journal if there are fewer. */
  private long startOf(int n) {
    List<SegmentSpan> segments = extent.segments();
    return n < segments.size() ? segments.get(n).firstSeq() : extent.durableBelow();
  }

  /**
   * How far readers must get before the journal can shrink to this size.
   *
   * @return the seq below which nothing may be needed any more; 0 if it is no larger than that
   */
  long pressure(long bytes) {
    long surplus = (size() - bytes + spares.size() - 1) / spares.size();
    int most = full.size() - KEPT_SEGMENTS;
    return surplus <= 0 || most <= 0 ? 0 : startOf((int) Math.min(surplus, most));
  }

  /** Bytes on disk, without spares. */
  long size() {
    return (long) spares.size() * extent.segments().size();
  }
}
