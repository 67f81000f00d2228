package dev.sluice.journal;

import java.util.List;

/**
 * What the journal held at one moment, for readers on other threads.
 *
 * @param segments oldest first; the last one may still be written to
 * @param durableBelow every seq below it is durable
 */
record Extent(List<SegmentSpan> segments, long durableBelow) {

  /** Nothing below this seq is in the journal. */
  long firstSeq() {
    return segments.isEmpty() ? durableBelow : segments.getFirst().firstSeq();
  }

  /** True if the segment has not been given back. */
  boolean holds(long number) {
    return !segments.isEmpty() && segments.getFirst().number() <= number;
  }

  /** The place in the list of the segment that holds this seq, or is next to; -1 if none does. */
  int placeOf(long seq) {
    int low = 0;
    int high = segments.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (segments.get(middle).firstSeq() <= seq) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    // Of several with the same first seq only the last one holds it: in the others nothing became
    // durable.
    return high;
  }

  /** The seq below which the records of that segment end, as far as they are durable. */
  long endOf(int place) {
    return place + 1 < segments.size()
        ? Math.min(durableBelow, segments.get(place + 1).firstSeq())
        : durableBelow;
  }
}
