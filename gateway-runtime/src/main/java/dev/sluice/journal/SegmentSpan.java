package dev.sluice.journal;

/**
 * A segment and where its records begin; they end where those of the next one begin.
 *
 * @param number the one in its name
 * @param firstSeq not below that of the segment before it
 * @param damaged true if it is set aside instead of recycled
 */
record SegmentSpan(long number, long firstSeq, boolean damaged) {}
