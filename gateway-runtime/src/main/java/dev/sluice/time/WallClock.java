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

  /** Why it is trusted, or why not. */
  default Standing standing() {
    return trusted() ? Standing.SYNCHRONISED : Standing.WAITING;
  }

  /**
   * The id of this start of the system, while which {@link #nanos} goes on, over all starts of the
   * program; empty if that is unknown.
   */
  default String system() {
    return "";
  }

  /**
   * Somebody knows that it was trusted earlier in this start of the system, and was not set since.
   */
  default void vouch() {}

  /**
   * Lets the thread wait so long by {@link #nanos}, or less: whoever waits looks at the time again.
   * Ends as {@link LockSupport#parkNanos(Object, long)} does.
   */
  default void park(Object blocker, long nanos) {
    LockSupport.parkNanos(blocker, nanos);
  }
}
