package dev.sluice.history;

/**
 * Sums of decimal numbers, rounded to the digits that their numbers have: shorter to store than
 * what adding doubles makes of them, and nearer to the truth.
 */
final class Decimals {

  private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
  private static final double EXACT = 1L << 53;

  /** Said of a number with more digits after the point than are looked for. */
  static final int MANY = POWERS.length;

  private Decimals() {}

  /** The digits after the point that a number needs, at least so many; {@link #MANY} if many. */
  static int digits(double value, int least) {
    int digits = least;
    while (digits < MANY && Math.rint(value * POWERS[digits]) / POWERS[digits] != value) {
      digits++;
    }
    return digits;
  }

  /** The sum of numbers with so many digits after the point. */
  static double round(double sum, int digits) {
    if (digits >= MANY) {
      return sum;
    }
    double whole = sum * POWERS[digits];
    return Math.abs(whole) < EXACT ? Math.rint(whole) / POWERS[digits] : sum;
  }

  /** Both together. */
  static double sum(double one, double other) {
    return round(one + other, digits(other, digits(one, 0)));
  }
}
