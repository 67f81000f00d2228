package dev.sluice.console.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** Times as the API writes and reads them. Inside they are µs since 1970. */
public final class Times {

  private static final DateTimeFormatter MILLIS = formatter(3);
  private static final DateTimeFormatter MICROS = formatter(6);

  private Times() {}

  /** RFC 3339 in UTC, with ms, or with µs where the time has them. */
  public static String rfc3339(long micros) {
    return (Math.floorMod(micros, 1000L) == 0 ? MILLIS : MICROS).format(instant(micros));
  }

  /** RFC 3339 in UTC, always with µs. */
  public static String rfc3339Micros(long micros) {
    return MICROS.format(instant(micros));
  }

  /** The day there at that time, as {@code 2026-11-24}. */
  public static String day(long micros, ZoneId zone) {
    return instant(micros).atZone(zone).toLocalDate().toString();
  }

  /** Epoch milliseconds as a JSON number, with a fraction where the time has one. */
  public static void millis(JsonGenerator json, long micros) throws IOException {
    long rest = Math.floorMod(micros, 1000L);
    long whole = Math.floorDiv(micros, 1000L);
    if (rest == 0) {
      json.writeNumber(whole);
    } else if (whole >= 0) {
      json.writeNumber(whole + "." + String.format(Locale.ROOT, "%03d", rest));
    } else {
      json.writeNumber(micros / 1000.0);
    }
  }

  /**
   * Reads RFC 3339 or epoch milliseconds (whole or with a fraction).
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static long parse(String text) {
    if (text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '-' || c == '.')
        && text.indexOf('-', 1) < 0) {
      try {
        return new java.math.BigDecimal(text)
            .movePointRight(3)
            .setScale(0, java.math.RoundingMode.FLOOR)
            .longValueExact();
      } catch (ArithmeticException | NumberFormatException e) {
        throw notATime(text, e);
      }
    }
    try {
      // A '+' that was not percent-encoded in a query arrives as a blank.
      Instant instant = OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000);
    } catch (DateTimeException | ArithmeticException e) {
      throw notATime(text, e);
    }
  }

  private static IllegalArgumentException notATime(String text, Exception cause) {
    return new IllegalArgumentException(
        "'" + text + "' is neither RFC 3339, as 2026-11-24T14:00:00Z, nor epoch milliseconds.",
        cause);
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L);
  }

  private static DateTimeFormatter formatter(int digits) {
    return new DateTimeFormatterBuilder()
        .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
        .appendFraction(ChronoField.NANO_OF_SECOND, digits, digits, true)
        .appendLiteral('Z')
        .toFormatter(Locale.ROOT)
        .withZone(ZoneOffset.UTC);
  }
}
