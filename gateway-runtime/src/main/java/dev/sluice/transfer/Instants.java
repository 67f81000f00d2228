package dev.sluice.transfer;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** Times as exports write and imports read them. Inside they are µs since 1970. */
public final class Instants {

  private static final DateTimeFormatter MICROS =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 6, 6, true)
          .appendLiteral('Z')
          .toFormatter(Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Instants() {}

  /** RFC 3339 in UTC, always with µs. */
  public static String text(long micros) {
    return MICROS.format(
        Instant.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L));
  }

  /**
   * Reads RFC 3339 (a blank may stand for the T) or epoch milliseconds.
   *
   * @throws IllegalArgumentException if it is neither; the message says what to write
   */
  public static long parse(String text) {
    try {
      if (isNumber(text)) {
        return new BigDecimal(text)
            .movePointRight(3)
            .setScale(0, RoundingMode.FLOOR)
            .longValueExact();
      }
      Instant instant = OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000);
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "the time is wrong; write it as 2026-11-24T14:00:00Z, or as milliseconds since 1970", e);
    }
  }

  private static boolean isNumber(String text) {
    boolean number = !text.isEmpty() && text.length() <= 30 && text.indexOf('-', 1) < 0;
    for (int i = 0; i < text.length() && number; i++) {
      char c = text.charAt(i);
      number = (c >= '0' && c <= '9') || c == '.' || c == '-';
    }
    return number;
  }
}
