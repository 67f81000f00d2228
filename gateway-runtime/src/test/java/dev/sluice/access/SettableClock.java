package dev.sluice.access;

import dev.sluice.time.WallClock;
import java.time.Duration;
import java.time.Instant;

/** A clock that a test moves. */
final class SettableClock implements WallClock {

  private Instant wall = Instant.parse("2026-03-01T12:00:00Z");
  private long nanos = 5_000_000_000L;
  private boolean trusted = true;

  void pass(Duration time) {
    wall = wall.plus(time);
    nanos += time.toNanos();
  }

  void set(Instant now, boolean isTrusted) {
    wall = now;
    trusted = isTrusted;
  }

  Instant instant() {
    return wall;
  }

  @Override
  public long micros() {
    return wall.toEpochMilli() * 1_000;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public boolean trusted() {
    return trusted;
  }
}
