package dev.sluice.time;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Wall time for what cannot be undone, like dropping what is old: a clock that was set forward by
 * more than an hour, or is more than a year ahead of when it was last believed, is believed only
 * when it still says so a day later. Safe from any thread.
 */
public final class CautiousTime {

  /** Nothing was ever believed. */
  public static final long NEVER = Long.MIN_VALUE;

  private static final long STEP = TimeUnit.HOURS.toMicros(1);
  private static final long YEAR = TimeUnit.DAYS.toMicros(366);
  private static final long DOUBT = TimeUnit.DAYS.toNanos(1);

  private final WallClock clock;
  private final long before;
  private boolean known;
  private boolean doubting;
  private long doubtedSince;

  /** Wall time less monotonic time, as believed, µs. */
  private long offset;

  /** The first time it is asked, the clock is believed if it is trusted. */
  public CautiousTime(WallClock clock) {
    this(clock, NEVER);
  }

  /**
   * Goes on from a life before.
   *
   * @param believed what {@link #micros} said last then, or {@link #NEVER}
   */
  public CautiousTime(WallClock clock, long believed) {
    this.clock = clock;
    this.before = believed;
  }

  /** µs since 1970, never ahead of the clock; empty while the clock is not trusted. */
  public synchronized OptionalLong micros() {
    if (!clock.trusted()) {
      return OptionalLong.empty();
    }
    long nanos = clock.nanos();
    long steady = nanos / 1_000;
    long says = clock.micros() - steady;
    if (!known && before != NEVER && says + steady - before > YEAR) {
      offset = before - steady;
      known = true;
    }
    boolean stepped = known && says - offset > STEP;
    if (stepped && !doubting) {
      doubtedSince = nanos;
    }
    doubting = stepped && nanos - doubtedSince < DOUBT;
    if (!doubting) {
      offset = says;
      known = true;
    }
    return OptionalLong.of(steady + offset);
  }
}
