package dev.sluice.uplink;

import dev.sluice.time.WallClock;
import java.time.Instant;
import java.time.LocalTime;
import java.util.concurrent.TimeUnit;

/** Keeps a lane within a {@link Budget}. Used by one thread. */
final class Throttle {

  /** Hours are looked at this often, since clocks are set. */
  private static final long LOOK = TimeUnit.MINUTES.toNanos(1);

  private final Budget budget;
  private final WallClock clock;
  private long freeAt;
  private boolean used;

  Throttle(Budget budget, WallClock clock) {
    this.budget = budget;
    this.clock = clock;
  }

  /** The most readings at once: what a second allows. */
  int most() {
    return budget.readings() == 0 ? Integer.MAX_VALUE : (int) Math.max(1, budget.readings());
  }

  /** The most bytes at once: what a second allows. */
  long mostBytes() {
    return budget.bytes() == 0 ? Long.MAX_VALUE : budget.bytes();
  }

  /** How long to wait before the next batch, ns; 0 = not at all. */
  long waiting() {
    if (clock.trusted() && !budget.open(timeOfDay())) {
      return LOOK;
    }
    return used ? Math.max(0, freeAt - clock.nanos()) : 0;
  }

  private LocalTime timeOfDay() {
    return LocalTime.ofInstant(Instant.ofEpochSecond(clock.micros() / 1_000_000), budget.zone());
  }

  /** A batch was sent. */
  void used(int readings, long bytes) {
    long cost = cost(readings, budget.readings());
    cost = Math.max(cost, cost(bytes, budget.bytes()));
    long now = clock.nanos();
    freeAt = (used ? Math.max(freeAt, now) : now) + cost;
    used = true;
  }

  private static long cost(long amount, long perSecond) {
    return perSecond == 0 ? 0 : (long) ((double) amount / perSecond * TimeUnit.SECONDS.toNanos(1));
  }
}
