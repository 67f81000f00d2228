package dev.sluice.drivers.sim;

/**
 * Chance that depends on nothing but a seed and the time: whoever looks at the same moment sees the
 * same.
 */
final class Chance {

  private final long seed;

  Chance(long seed) {
    this.seed = seed;
  }

  /** An independent chance for a part of the whole. */
  Chance of(String part) {
    return new Chance(mix(seed ^ mix(part.hashCode())));
  }

  /** Evenly spread over 0 to 1 (not 1), the same for the same number. */
  double at(long number) {
    return (mix(seed + 0x9E3779B97F4A7C15L * number) >>> 11) * 0x1.0p-53;
  }

  /** A number from 0 to {@code bound} - 1, the same for the same number. */
  int pick(long number, int bound) {
    return (int) (at(number) * bound);
  }

  /** Wanders smoothly between -1 and 1, with a new aim every {@code seconds}. */
  double wander(long micros, double seconds) {
    double position = micros / (seconds * 1e6);
    long step = (long) Math.floor(position);
    double part = position - step;
    double ease = part * part * (3 - 2 * part);
    double from = at(step) * 2 - 1;
    double to = at(step + 1) * 2 - 1;
    return from + (to - from) * ease;
  }

  /** About normally spread around 0 with deviation 1, another one every millisecond. */
  double noise(long micros) {
    long moment = Math.floorDiv(micros, 1000L) * 3;
    return (at(moment) + at(moment + 1) + at(moment + 2) - 1.5) * 2;
  }

  private static long mix(long z) {
    long first = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long second = (first ^ (first >>> 27)) * 0x94D049BB133111EBL;
    return second ^ (second >>> 31);
  }
}
