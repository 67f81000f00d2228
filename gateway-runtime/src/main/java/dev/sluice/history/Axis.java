package dev.sluice.history;

/**
 * Buckets of one width, aligned to the epoch.
 *
 * @param first the number of the first bucket: it starts at {@code first * width}
 * @param width µs
 * @param buckets how many
 */
record Axis(long first, long width, int buckets) {

  private static final long MILLI = 1_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private static final long[] WIDTHS = {
    MILLI,
    2 * MILLI,
    5 * MILLI,
    10 * MILLI,
    20 * MILLI,
    50 * MILLI,
    100 * MILLI,
    200 * MILLI,
    500 * MILLI,
    SECOND,
    2 * SECOND,
    5 * SECOND,
    10 * SECOND,
    15 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY
  };

  /** Beyond a day the widths go on as 2, 5, 10, 20, 50 … days. */
  private static final long[] STEPS = {2, 5, 10};

  /** So many days are more than all times there are. */
  private static final long MOST_DAYS = 100_000_000;

  /**
   * The narrowest buckets of which at most so many cover the range. (A range that holds the year
   * 1970's first moment needs two: it is an edge for every width.)
   *
   * @param from first time, µs
   * @param to first time after it, µs; later than {@code from}
   * @param points the most buckets, at least 1
   */
  static Axis covering(long from, long to, int points) {
    return covering(from, to, points, 0);
  }

  /**
   * The same with buckets of at least a width.
   *
   * @param least µs, at most a day
   */
  static Axis covering(long from, long to, int points, long least) {
    for (long width : WIDTHS) {
      if (width >= least && count(from, to, width) <= points) {
        return of(from, to, width);
      }
    }
    for (long days = 1; days <= MOST_DAYS; days *= 10) {
      for (long step : STEPS) {
        long width = days * step * DAY;
        if (count(from, to, width) <= points) {
          return of(from, to, width);
        }
      }
    }
    return of(from, to, MOST_DAYS * DAY);
  }

  private static Axis of(long from, long to, long width) {
    return new Axis(Math.floorDiv(from, width), width, (int) count(from, to, width));
  }

  private static long count(long from, long to, long width) {
    return Math.floorDiv(to - 1, width) - Math.floorDiv(from, width) + 1;
  }

  /** The bucket that a time is in; only for times within the range. */
  int bucket(long time) {
    return (int) (Math.floorDiv(time, width) - first);
  }

  /** When a bucket starts, µs. */
  long start(int bucket) {
    return (first + bucket) * width;
  }

  long[] starts() {
    long[] starts = new long[buckets];
    for (int bucket = 0; bucket < buckets; bucket++) {
      starts[bucket] = start(bucket);
    }
    return starts;
  }
}
