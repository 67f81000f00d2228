package dev.sluice.console.http;

import dev.sluice.time.WallClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that goes on only when told. */
final class SteppedClock implements WallClock {

  /** 2026-11-24T14:00:00Z. */
  static final long START = 1_795_528_800_000_000L;

  private final AtomicLong nanos = new AtomicLong();

  void advance(Duration by) {
    nanos.addAndGet(by.toNanos());
  }

  @Override
  public long micros() {
    return START + nanos.get() / 1000;
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public boolean trusted() {
    return true;
  }
}
