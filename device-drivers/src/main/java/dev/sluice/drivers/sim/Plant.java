package dev.sluice.drivers.sim;

import dev.sluice.model.Value;

/** A machine that lives in time. */
interface Plant {

  /**
   * Lives on to {@code micros}.
   *
   * @param seconds since the last call, 0 to 60: after a longer pause the machine has slept
   */
  void live(double seconds, long micros);

  /** Puts what its instruments show onto the panel, always the same ones in the same order. */
  void show(Panel panel, long micros);

  /** Sets a signal; false if it has none of this name that can be set, or the value is no use. */
  default boolean set(String name, Value value) {
    return false;
  }

  /** Where it stands in the day, 0 = midnight UTC, 0.5 = noon. */
  static double dayPart(long micros) {
    return Math.floorMod(micros, 86_400_000_000L) / 86_400e6;
  }

  /** A daily swing between -1 (before dawn) and 1 (in the afternoon). */
  static double daily(long micros) {
    return Math.sin((dayPart(micros) - 0.375) * 2 * Math.PI);
  }
}
