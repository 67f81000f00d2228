package dev.sluice.lineprotocol;

import org.jspecify.annotations.Nullable;

/** The unit of the timestamps of a body of line protocol. */
public enum Precision {
  NS,
  US,
  MS,
  S;

  private static final long MAX_MICROS = Long.MAX_VALUE / 1000;

  /**
   * The precision of this name: ns, us, ms or s; also n and u, as version 1 of the API calls them.
   *
   * @return null if it is none of them
   */
  public static @Nullable Precision of(String name) {
    return switch (name) {
      case "ns", "n" -> NS;
      case "us", "u" -> US;
      case "ms" -> MS;
      case "s" -> S;
      default -> null;
    };
  }

  /**
   * The time in µs since 1970, what is finer cut off; -1 if it lies before 1970 or after the year
   * 2262.
   */
  long micros(long time) {
    long perUnit =
        switch (this) {
          case NS, US -> 1;
          case MS -> 1_000;
          case S -> 1_000_000;
        };
    long whole = this == NS ? Math.floorDiv(time, 1_000L) : time;
    return whole < 0 || whole > MAX_MICROS / perUnit ? -1 : whole * perUnit;
  }
}
