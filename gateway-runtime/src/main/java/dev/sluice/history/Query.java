package dev.sluice.history;

import dev.sluice.model.SignalId;
import java.util.List;

/**
 * What to look up.
 *
 * @param signals whose values, 1 to 100
 * @param from first time wanted, µs since 1970; {@link Long#MIN_VALUE} = from the first reading on
 * @param to first time not wanted, µs, not before {@code from}; {@link Long#MAX_VALUE} = up to the
 *     last reading
 * @param points the most buckets wanted, 1 to 100,000; ignored for {@link Aggregate#RAW} and {@link
 *     Aggregate#STATES}, which give at most 1,000,000 readings
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
    RAW,
    /**
     * How much a counter grew: the sum of the steps from each reading to the next that end in the
     * bucket, so the deltas of neighbouring buckets add up. A fall to a value that is not negative
     * is a restart from zero.
     */
    DELTA,
    /** {@link #DELTA} for each second of the time that its steps took. */
    RATE,
    /**
     * The first reading of each stretch of equal values, and what was said last before the range as
     * if said at its start; for text and truth values.
     */
    STATES
  }

  /** The most signals in one query. */
  public static final int MOST_SIGNALS = 100;

  /** The most buckets in one answer. */
  public static final int MOST_POINTS = 100_000;

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if one is broken; the message says which
   */
  public Query {
    signals = List.copyOf(signals);
    if (signals.isEmpty() || signals.size() > MOST_SIGNALS) {
      throw new IllegalArgumentException(
          "a query names 1 to " + MOST_SIGNALS + " signals, this names " + signals.size());
    }
    if (points < 1 || points > MOST_POINTS) {
      throw new IllegalArgumentException("points is 1 to " + MOST_POINTS + ", this is " + points);
    }
    if (from > to) {
      throw new IllegalArgumentException("'from' is after 'to'");
    }
  }
}
