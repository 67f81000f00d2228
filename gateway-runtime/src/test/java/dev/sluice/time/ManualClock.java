package dev.sluice.time;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it. Safe from any thread. */
public final class ManualClock implements WallClock {

  private final AtomicLong micros;
  private final AtomicLong nanos = new AtomicLong(1);
  private volatile boolean trusted = true;

  /**
   * A trusted clock.
   *
   * @param micros the wall time to start with, µs since 1970
   */
  public ManualClock(long micros) {
    this.micros = new AtomicLong(micros);
  }

  @Override
  public long micros() {
    return micros.get();
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public boolean trusted() {
    return trusted;
  }

  /** Time passes: wall time and monotonic time go on together. */
  public void advance(Duration by) {
    nanos.addAndGet(by.toNanos());
    micros.addAndGet(by.toNanos() / 1000);
  }

  /** The wall clock steps, forward or back; the monotonic time does not notice. */
  public void set(long newMicros) {
    micros.set(newMicros);
  }

  /** Whether the wall time may be believed. */
  public void trust(boolean yes) {
    trusted = yes;
  }
}
