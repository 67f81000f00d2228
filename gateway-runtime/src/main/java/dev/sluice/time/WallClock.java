package dev.sluice.time;

import java.util.concurrent.locks.LockSupport;

/** The time as the gateway knows it. */
public interface WallClock {

  /** Wall time, µs since 1970. May step in both directions. */
  long micros();

  /** A monotonic time in ns, only good for differences. */
  long nanos();

  /** False while the wall time is known to be wrong or has never been set. */
  boolean trusted();

  /**
   * Lets the thread wait so long by {@link #nanos}, or less: whoever waits looks at the time again.
   * Ends as {@link LockSupport#parkNanos(Object, long)} does.
   */
  default void park(Object blocker, long nanos) {
    LockSupport.parkNanos(blocker, nanos);
  }
}
