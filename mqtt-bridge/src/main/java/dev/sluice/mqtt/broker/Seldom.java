package dev.sluice.mqtt.broker;

import dev.sluice.time.WallClock;
import java.util.concurrent.atomic.AtomicLong;

/** Lets one of many equal log lines through per minute. */
final class Seldom {

  private static final long MINUTE = 60_000_000_000L;

  private final WallClock clock;
  private final AtomicLong last;

  Seldom(WallClock clock) {
    this.clock = clock;
    this.last = new AtomicLong(clock.nanos() - MINUTE);
  }

  /** True for the first caller in a minute. */
  boolean now() {
    long now = clock.nanos();
    long before = last.get();
    return now - before >= MINUTE && last.compareAndSet(before, now);
  }
}
