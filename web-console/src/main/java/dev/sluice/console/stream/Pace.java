package dev.sluice.console.stream;

import org.jspecify.annotations.Nullable;

/**
 * How well one viewer keeps up, and what follows: after 10 s behind it is told less often, after a
 * minute it is let go.
 */
final class Pace {

  /** What to do with a viewer. */
  enum Verdict {
    GO_ON,
    SLOW_DOWN,
    LET_GO
  }

  private static final long SLOW_DOWN_AFTER = 10_000_000_000L;
  private static final long LET_GO_AFTER = 60_000_000_000L;
  private static final int TICKS_ON_TIME = 5;

  private @Nullable Long behindSince;
  private long lastStep;
  private int onTime;

  /**
   * Looks at the viewer at a tick.
   *
   * @param behind true if it has not taken what it was sent
   * @param now a monotonic time in ns
   */
  Verdict tick(boolean behind, long now) {
    Long since = behindSince;
    if (!behind) {
      onTime++;
      if (onTime >= TICKS_ON_TIME) {
        behindSince = null; // a moment of room between two jams is no recovery
      }
      return Verdict.GO_ON;
    }
    onTime = 0;
    if (since == null) {
      behindSince = now;
      lastStep = now;
      return Verdict.GO_ON;
    }
    if (now - since >= LET_GO_AFTER) {
      return Verdict.LET_GO;
    }
    if (now - lastStep >= SLOW_DOWN_AFTER) {
      lastStep = now;
      return Verdict.SLOW_DOWN;
    }
    return Verdict.GO_ON;
  }
}
