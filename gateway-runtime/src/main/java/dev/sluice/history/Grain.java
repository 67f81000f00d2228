package dev.sluice.history;

import org.jspecify.annotations.Nullable;

/** The two widths of rollups. Buckets are aligned to the epoch. */
enum Grain {
  MINUTE(0, 60_000_000L, 1),
  HOUR(1, 3_600_000_000L, 32);

  static final long DAY = 86_400_000_000L;

  /**
   * Farther than this from 1970 (µs) nothing is rolled up: borders could not be told in 64 bits.
   */
  private static final long FARTHEST = 1L << 62;

  private final int code;
  private final long width;
  private final int days;

  Grain(int code, long width, int days) {
    this.code = code;
    this.width = width;
    this.days = days;
  }

  /** What stands for it on disk. */
  int code() {
    return code;
  }

  /** A bucket's width, µs. */
  long width() {
    return width;
  }

  /** So many days share one row once their readings are gone. */
  int days() {
    return days;
  }

  /** The number of the bucket that a time is in; the bucket starts at number times width. */
  long bucket(long time) {
    return Math.floorDiv(time, width);
  }

  /** The number of the period that a time is in: of the row that has its bucket. */
  long period(long time) {
    return Math.floorDiv(time, days * DAY);
  }

  /** When a period ends, µs. */
  long endOf(long period) {
    return (period + 1) * days * DAY;
  }

  /** The widest grain of which buckets of a width (µs) are made whole; null if none is. */
  static @Nullable Grain fitting(long bucketWidth) {
    if (bucketWidth > 0 && bucketWidth % HOUR.width == 0) {
      return HOUR;
    }
    return bucketWidth > 0 && bucketWidth % MINUTE.width == 0 ? MINUTE : null;
  }

  /** True if times in this range (both included) can be rolled up. */
  static boolean covers(long first, long last) {
    return first > -FARTHEST && last < FARTHEST;
  }
}
