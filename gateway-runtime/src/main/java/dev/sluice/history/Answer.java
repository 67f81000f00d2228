package dev.sluice.history;

import dev.sluice.model.SignalId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What history found: one time axis for all signals asked for.
 *
 * @param from the start of the first bucket, µs
 * @param to the end of the last bucket, µs
 * @param width the bucket's width in µs, 0 for raw
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

  /**
   * One signal's columns, each as long as the time axis; NaN is a gap. Only the columns that the
   * aggregate names are set; {@code values} serves AVG, LAST, SUM, COUNT and RAW.
   *
   * @param texts set instead of {@code values} for text signals (LAST and RAW); null elements are
   *     gaps
   * @param quality quality codes for RAW, else null
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
