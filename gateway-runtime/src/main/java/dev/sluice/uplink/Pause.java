package dev.sluice.uplink;

import dev.sluice.time.WallClock;

/**
 * Whether an uplink is paused, and until when. Its end is kept as wall time, for the next start; in
 * this one a clock that is set does not move it. Safe from any thread.
 */
final class Pause {

  /** Without an end. */
  static final long FOREVER = Long.MAX_VALUE;

  private final WallClock clock;
  private long until;
  private long ends;

  Pause(WallClock clock) {
    this.clock = clock;
  }

  /**
   * Begins, or ends at another time.
   *
   * @param micros since 1970, or {@link #FOREVER}; 0 = no pause
   */
  synchronized void until(long micros) {
    until = micros;
    if (micros != 0 && micros != FOREVER) {
      ends = clock.nanos() + Math.max(0, micros - clock.micros()) * 1_000;
    }
  }

  /** How long it still lasts, ns; 0 = there is none. */
  synchronized long left() {
    if (until == 0 || until == FOREVER) {
      return until;
    }
    long left = ends - clock.nanos();
    if (left > 0) {
      return left;
    }
    until = 0;
    return 0;
  }

  /** When it ends, µs since 1970; {@link #FOREVER}; 0 = there is none. */
  synchronized long end() {
    return left() == 0 ? 0 : until;
  }
}
