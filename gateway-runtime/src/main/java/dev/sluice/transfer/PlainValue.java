package dev.sluice.transfer;

import dev.sluice.model.Value;
import java.nio.charset.StandardCharsets;

/** A value as it stands in a cell of CSV. */
final class PlainValue {

  private static final double EXACT = 1L << 53;

  private PlainValue() {}

  /** Writes a number without needless digits; it reads back as the same. */
  static void write(StringBuilder out, double number) {
    if (number == Math.rint(number) && Math.abs(number) < EXACT) {
      out.append((long) number);
    } else {
      out.append(number);
    }
  }

  /**
   * What a cell without quotes says: a number, {@code true} or {@code false}, else a text.
   *
   * @throws IllegalArgumentException if it is a number that no double holds, or too long
   */
  static Value read(String cell) {
    if (cell.equals("true") || cell.equals("false")) {
      return new Value.Bool(cell.equals("true"));
    }
    return isNumber(cell) ? number(cell) : text(cell);
  }

  private static Value number(String cell) {
    double number = Double.parseDouble(cell);
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("the number is too large for a double; correct it");
    }
    return new Value.Num(number);
  }

  /**
   * A text as a value.
   *
   * @throws IllegalArgumentException if it is too long
   */
  static Value.Text text(String text) {
    int most = Value.MAX_TEXT_BYTES;
    if (text.length() > most || text.getBytes(StandardCharsets.UTF_8).length > most) {
      throw new IllegalArgumentException(
          "the text is longer than " + most + " bytes of UTF-8; shorten it");
    }
    return new Value.Text(text);
  }

  /** True if this text without quotes would be read as something else. */
  static boolean needsQuotes(String text) {
    return text.isEmpty() || text.equals("true") || text.equals("false") || isNumber(text);
  }

  /** Digits with at most one sign, point and exponent. */
  private static boolean isNumber(String text) {
    int at = 0;
    int end = text.length();
    if (at < end && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      at++;
    }
    int whole = digits(text, at);
    int digits = whole - at;
    at = whole;
    if (at < end && text.charAt(at) == '.') {
      int fraction = digits(text, at + 1);
      digits += fraction - at - 1;
      at = fraction;
    }
    if (digits == 0) {
      return false;
    }
    if (at < end && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      int sign = at + 1;
      if (sign < end && (text.charAt(sign) == '-' || text.charAt(sign) == '+')) {
        sign++;
      }
      int exponent = digits(text, sign);
      if (exponent == sign) {
        return false;
      }
      at = exponent;
    }
    return at == end;
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
