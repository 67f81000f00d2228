package dev.sluice.history;

import dev.sluice.model.SignalId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What history found: one time axis for all signals asked for.
 *
 * @param from the start of the first bucket, µs; raw: as asked, or the first time there is
 * @param to the end of the last bucket, µs; raw: as asked, or just after the last time there is
 * @param width the bucket's width in µs, 0 for raw and states and where there is nothing
 * @param times the start of each bucket (raw: of each reading), µs, rising
 * @param series by signal, in the order asked; a signal unknown to history is absent
 */
@SuppressWarnings("ArrayRecordComponent") // large columns, never compared
public record Answer(
    long from,
    long to,
    long width,
    Query.Aggregate aggregate,
    long[] times,
    Map<SignalId, Series> series) {

  /** Stands in {@link Series#quality} where a signal has no reading at that time. */
  public static final short NO_READING = -1;

  /**
   * One signal's columns, each as long as the time axis; NaN is a gap. Only the columns that the
   * aggregate names are set; {@code values} serves all others, and holds the counts of MINMAX, so
   * that averages can be averaged. Buckets are made of the readings in the range asked for that
   * have a value and are not bad; a bucket without any is a gap, and a count of 0. Booleans are 0
   * and 1.
   *
   * @param texts set instead of {@code values} for text signals (LAST, RAW and STATES); null
   *     elements are gaps
   * @param quality quality codes for RAW and STATES, {@link #NO_READING} where there is no reading;
   *     else null
   */
  @SuppressWarnings("ArrayRecordComponent") // large columns, never compared
  public record Series(
      double @Nullable [] min,
      double @Nullable [] max,
      double @Nullable [] avg,
      double @Nullable [] values,
      @Nullable String @Nullable [] texts,
      short @Nullable [] quality) {}
}
