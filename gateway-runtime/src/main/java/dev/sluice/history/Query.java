package dev.sluice.history;

import dev.sluice.model.SignalId;
import java.util.List;

/**
 * What to look up.
 *
 * @param signals whose values, 1 to 100
 * @param from first time wanted, µs since 1970; {@link Long#MIN_VALUE} = from the first reading on
 * @param to first time not wanted, µs; {@link Long#MAX_VALUE} = up to the last reading
 * @param points the most buckets wanted, 1 to 100,000; ignored for {@link Aggregate#RAW} except as
 *     a cap of 1,000,000
 * @param aggregate how to condense
 */
public record Query(List<SignalId> signals, long from, long to, int points, Aggregate aggregate) {

  /** How the readings of one bucket become one value. */
  public enum Aggregate {
    /** Minimum, maximum and average of each bucket. */
    MINMAX,
    AVG,
    LAST,
    SUM,
    COUNT,
    /** Every reading as it is. */
    RAW
  }
}
