package dev.sluice.time;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A clock that runs faster than the system's, so that a test has its ten minutes in seconds. Who
 * waits by it waits as much shorter. Safe from any thread.
 */
public final class FastClock implements WallClock {

  /** How soon those who wait notice that the clock was moved. */
  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(10);

  private long speed;
  private long realBase = System.nanoTime();
  private long nanosBase = 1;
  private long wallOffset;
  private boolean trusted = true;
  private String system = "";

  /**
   * A trusted clock.
   *
   * @param micros the wall time to start with, µs since 1970
   * @param speed how many times as fast as the system's
   */
  public FastClock(long micros, int speed) {
    this.speed = speed;
    this.wallOffset = micros;
  }

  @Override
  public synchronized long nanos() {
    return nanosBase + (System.nanoTime() - realBase) * speed;
  }

  @Override
  public synchronized long micros() {
    return wallOffset + nanos() / 1_000;
  }

  @Override
  public synchronized boolean trusted() {
    return trusted;
  }

  @Override
  public void park(Object blocker, long nanos) {
    LockSupport.parkNanos(blocker, Math.clamp(nanos / speed(), 1, LOOK));
  }

  /** How many times as fast as the system's it runs. */
  public synchronized long speed() {
    return speed;
  }

  /** Runs so many times as fast as the system's from now on. */
  public synchronized void speed(int newSpeed) {
    advance(Duration.ZERO);
    speed = newSpeed;
  }

  /** So much time passes at once, on the wall and monotonic. */
  public synchronized void advance(Duration by) {
    nanosBase = nanos() + by.toNanos();
    realBase = System.nanoTime();
  }

  /** The wall clock is set, forward or back; the monotonic time does not notice. */
  public synchronized void step(Duration by) {
    wallOffset += by.toNanos() / 1_000;
  }

  /** Whether the wall time may be believed. */
  public synchronized void trust(boolean yes) {
    trusted = yes;
  }

  @Override
  public synchronized String system() {
    return system;
  }

  /** The id of this start of the system. */
  public synchronized void system(String id) {
    system = id;
  }

  /** Waits until so much time has passed. */
  public void pass(Duration time) {
    long until = nanos() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = until - nanos()) {
      park(this, left);
    }
  }
}
