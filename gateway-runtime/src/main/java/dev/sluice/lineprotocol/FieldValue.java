package dev.sluice.lineprotocol;

import dev.sluice.model.Quality;
import dev.sluice.model.Value;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The value of one field with what is known of it: {@code 82}, {@code 42i}, {@code t}, {@code "x"}.
 */
record FieldValue(@Nullable Value value, Quality quality) {

  private static final BigInteger MAX_UNSIGNED =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  /** Up to so many digits a double holds the integer exactly. */
  private static final int EXACT_DIGITS = 15;

  /** More digits than any number that is finite needs, however it is written. */
  private static final int MAX_DIGITS = 1100;

  /** A text value; too long a one is bad. */
  static FieldValue text(String text) {
    boolean fits =
        text.length() <= Value.MAX_TEXT_BYTES
            && text.getBytes(StandardCharsets.UTF_8).length <= Value.MAX_TEXT_BYTES;
    return fits
        ? new FieldValue(new Value.Text(text), Quality.GOOD)
        : new FieldValue(null, Quality.BAD_TOO_LONG);
  }

  /** Any other value as it stands in the line. */
  static FieldValue read(String text, int offset) throws BadLineException {
    return switch (text) {
      case "t", "T", "true", "True", "TRUE" -> truth(true);
      case "f", "F", "false", "False", "FALSE" -> truth(false);
      case "" -> throw new BadLineException(offset, "a field needs a value, as in 'temp=82'");
      default -> numeric(text, offset);
    };
  }

  private static FieldValue truth(boolean on) {
    return new FieldValue(new Value.Bool(on), Quality.GOOD);
  }

  private static FieldValue numeric(String text, int offset) throws BadLineException {
    if (text.length() > MAX_DIGITS) {
      throw new BadLineException(offset, "a number has at most " + MAX_DIGITS + " characters");
    }
    char last = text.charAt(text.length() - 1);
    String digits = text.substring(0, text.length() - 1);
    return (last == 'i' || last == 'u') && isInteger(digits)
        ? integer(new BigInteger(digits), last == 'i', offset)
        : number(text, offset);
  }

  private static FieldValue integer(BigInteger exact, boolean signed, int offset)
      throws BadLineException {
    boolean fits =
        signed
            ? exact.bitLength() <= 63
            : exact.signum() >= 0 && exact.compareTo(MAX_UNSIGNED) <= 0;
    if (!fits) {
      throw new BadLineException(
          offset, "this integer does not fit 64 bits, " + (signed ? "signed" : "unsigned"));
    }
    return exact(exact);
  }

  private static FieldValue number(String text, int offset) throws BadLineException {
    if (isNotFiniteWord(text)) {
      throw new BadLineException(
          offset, "NaN and infinity are no values here; leave the field out");
    }
    if (!isNumber(text)) {
      throw new BadLineException(
          offset, "this is no value; a number is 82, 42i or 42u, a text stands in double quotes");
    }
    double number = Double.parseDouble(text);
    if (!Double.isFinite(number)) {
      throw new BadLineException(offset, "this number is larger than a double can hold");
    }
    return text.length() > EXACT_DIGITS && isInteger(text)
        ? exact(new BigInteger(text))
        : new FieldValue(new Value.Num(number), Quality.GOOD);
  }

  private static FieldValue exact(BigInteger exact) {
    int bits = exact.abs().bitLength() - Math.max(exact.getLowestSetBit(), 0);
    return new FieldValue(
        new Value.Num(exact.doubleValue()),
        bits <= 53 ? Quality.GOOD : Quality.UNCERTAIN_PRECISION);
  }

  private static boolean isNotFiniteWord(String text) {
    String word = text.toLowerCase(Locale.ROOT);
    String bare = word.startsWith("-") || word.startsWith("+") ? word.substring(1) : word;
    return bare.equals("nan") || bare.equals("inf") || bare.equals("infinity");
  }

  /** Digits, with or without a sign. */
  static boolean isInteger(String text) {
    int at = sign(text, 0);
    return at < text.length() && digits(text, at) == text.length();
  }

  private static boolean isNumber(String text) {
    int begin = sign(text, 0);
    int at = digits(text, begin);
    int digits = at - begin;
    if (at < text.length() && text.charAt(at) == '.') {
      int fraction = at + 1;
      at = digits(text, fraction);
      digits += at - fraction;
    }
    if (digits == 0) {
      return false;
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      int exponent = sign(text, at + 1);
      at = digits(text, exponent);
      if (at == exponent) {
        return false;
      }
    }
    return at == text.length();
  }

  private static int sign(String text, int at) {
    boolean sign = at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+');
    return sign ? at + 1 : at;
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
