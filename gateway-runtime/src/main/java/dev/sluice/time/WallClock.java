package dev.sluice.time;

/** The time as the gateway knows it. */
public interface WallClock {

  /** Wall time, µs since 1970. May step in both directions. */
  long micros();

  /** A monotonic time in ns, only good for differences. */
  long nanos();

  /** False while the wall time is known to be wrong or has never been set. */
  boolean trusted();
}
