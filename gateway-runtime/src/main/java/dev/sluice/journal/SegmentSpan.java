package dev.sluice.journal;

/**
 * A segment and where its records begin; they end where those of the next one begin.
 *
 * @param number the one in its name
 * @param firstSeq not below that of the segment before it
 * @param end what becomes of its file when nobody needs it any more
 */
record SegmentSpan(long number, long firstSeq, End end) {

  /** What becomes of a file. */
  enum End {
    RECYCLED,
    /** A write or sync of it failed: it is never written to again. */
    DELETED,
    /** It is damaged: kept for whoever wants to know why. */
    SET_ASIDE
  }
}
