package dev.sluice.config;

import java.time.Duration;

/**
 * Durations as people write them: one whole number and one unit, from {@code 50ms} to {@code 365d}.
 */
final class Spans {

  /** What {@link #parse} reads, as a regular expression for the schema. */
  static final String PATTERN = "^[0-9]{1,15}(ms|s|m|h|d)$";

  /** No setting needs more than a hundred years, and all below fits in nanoseconds. */
  private static final long LONGEST_MS = 36_500L * 86_400_000L;

  private Spans() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException if it is not digits and one of the units ms, s, m, h, d, or
   *     longer than 36500d
   */
  static Duration parse(String text) {
    int digits = Digits.leading(text);
    if (digits > 0 && digits <= 15) {
      long unit = milliseconds(text.substring(digits));
      long number = Long.parseLong(text, 0, digits, 10);
      if (unit > 0 && number <= LONGEST_MS / unit) {
        return Duration.ofMillis(number * unit);
      }
    }
    throw new IllegalArgumentException("not a duration: '" + text + "'");
  }

  /** The duration in the largest unit that holds it exactly; below a millisecond is cut off. */
  static String write(Duration duration) {
    long ms = duration.toMillis();
    for (String unit : new String[] {"d", "h", "m", "s"}) {
      if (ms != 0 && ms % milliseconds(unit) == 0) {
        return ms / milliseconds(unit) + unit;
      }
    }
    return ms + "ms";
  }

  private static long milliseconds(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1_000;
      case "m" -> 60_000;
      case "h" -> 3_600_000;
      case "d" -> 86_400_000;
      default -> 0;
    };
  }
}
