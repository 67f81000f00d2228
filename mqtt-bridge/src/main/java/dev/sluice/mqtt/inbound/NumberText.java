package dev.sluice.mqtt.inbound;

import dev.sluice.model.Quality;
import java.math.BigInteger;

/**
 * Reads one number from text and holds the result; used over and over by one thread.
 *
 * <p>Numbers are those of JSON, and also with a leading plus, with leading zeros, and with nothing
 * on one side of the point. The words nan, inf and infinity, signed or not, are numbers without a
 * value.
 */
final class NumberText {

  /** 10^0 to 10^22: the powers of ten that a double holds exactly. */
  private static final double[] POWERS = new double[23];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  /** Up to so many digits a long holds the number exactly. */
  private static final int LONG_DIGITS = 18;

  /** Up to so many digits a double holds the integer exactly. */
  private static final int DOUBLE_DIGITS = 15;

  private static final int MAX_EXPONENT = 100_000;

  private double number;
  private Quality quality = Quality.GOOD;

  /** The number last read; meaningless when the quality is bad. */
  double number() {
    return number;
  }

  /** Good, {@link Quality#UNCERTAIN_PRECISION} or {@link Quality#BAD_NOT_FINITE}. */
  Quality quality() {
    return quality;
  }

  /** Reads the whole text; false if it is not a number. */
  boolean read(char[] text, int from, int length) {
    int end = from + length;
    int i = from;
    boolean negative = false;
    if (i < end && (text[i] == '-' || text[i] == '+')) {
      negative = text[i] == '-';
      i++;
    }
    int start = i;
    long mantissa = 0;
    int digits = 0;
    int point = -1;
    for (; i < end; i++) {
      int digit = text[i] - '0';
      if (digit >= 0 && digit <= 9) {
        if (digits < LONG_DIGITS) {
          mantissa = mantissa * 10 + digit;
        }
        if (digits > 0 || digit > 0) {
          digits++;
        }
      } else if (text[i] == '.' && point < 0) {
        point = i;
      } else {
        break;
      }
    }
    if (i - start - (point < 0 ? 0 : 1) == 0) {
      return point < 0 && readWord(text, start, end);
    }
    int exponent = point < 0 ? 0 : -(i - point - 1);
    boolean integer = point < 0 && i == end;
    if (i < end) {
      int written = readExponent(text, i, end);
      if (written == Integer.MIN_VALUE) {
        return false;
      }
      exponent += written;
    }
    if (digits <= DOUBLE_DIGITS && exponent >= -22 && exponent <= 22) {
      double exact = exponent < 0 ? mantissa / POWERS[-exponent] : mantissa * POWERS[exponent];
      number = negative ? -exact : exact;
      quality = Quality.GOOD;
    } else {
      readSlowly(new String(text, from, length), integer, digits, mantissa);
    }
    return true;
  }

  private void readSlowly(String text, boolean integer, int digits, long mantissa) {
    number = Double.parseDouble(text);
    if (!Double.isFinite(number)) {
      quality = Quality.BAD_NOT_FINITE;
    } else if (integer) {
      BigInteger exact =
          digits <= LONG_DIGITS ? BigInteger.valueOf(mantissa) : new BigInteger(text).abs();
      int bits = exact.bitLength() - Math.max(exact.getLowestSetBit(), 0);
      quality = bits <= 53 ? Quality.GOOD : Quality.UNCERTAIN_PRECISION;
    } else {
      quality = Quality.GOOD;
    }
  }

  /** The exponent from its letter to the end, clamped; MIN_VALUE if it is none. */
  private static int readExponent(char[] text, int from, int end) {
    if (text[from] != 'e' && text[from] != 'E') {
      return Integer.MIN_VALUE;
    }
    int i = from + 1;
    boolean negative = false;
    if (i < end && (text[i] == '-' || text[i] == '+')) {
      negative = text[i] == '-';
      i++;
    }
    if (i == end) {
      return Integer.MIN_VALUE;
    }
    int exponent = 0;
    for (; i < end; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        return Integer.MIN_VALUE;
      }
      exponent = Math.min(exponent * 10 + digit, MAX_EXPONENT);
    }
    return negative ? -exponent : exponent;
  }

  private boolean readWord(char[] text, int from, int end) {
    if (!Words.is(text, from, end, "nan")
        && !Words.is(text, from, end, "inf")
        && !Words.is(text, from, end, "infinity")) {
      return false;
    }
    number = Double.NaN;
    quality = Quality.BAD_NOT_FINITE;
    return true;
  }

  /**
   * Reads a number with a decimal comma; thousands may be set apart by points, blanks or
   * apostrophes, three digits each, so that a stray decimal point is not taken for one.
   */
  boolean readComma(char[] text, int from, int length) {
    char[] plain = new char[length];
    int end = from + length;
    int size = 0;
    int run = 0;
    char separator = 0;
    int i = from;
    for (; i < end && text[i] != ',' && text[i] != 'e' && text[i] != 'E'; i++) {
      char c = text[i];
      if (isSeparator(c)) {
        boolean first = separator == 0 && run >= 1 && run <= 3;
        if (!first && !(separator == c && run == 3)) {
          return false;
        }
        separator = c;
        run = 0;
      } else {
        if (c != '-' && c != '+') {
          run++;
        }
        plain[size++] = c;
      }
    }
    if (separator != 0 && run != 3) {
      return false;
    }
    for (; i < end; i++) {
      if (text[i] == '.') {
        return false;
      }
      plain[size++] = text[i] == ',' ? '.' : text[i];
    }
    return read(plain, 0, size);
  }

  private static boolean isSeparator(char c) {
    return c == '.' || c == ' ' || c == '\'' || c == '\u00a0' || c == '\u202f' || c == '\u2019';
  }
}
