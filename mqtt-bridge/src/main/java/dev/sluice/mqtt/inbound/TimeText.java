package dev.sluice.mqtt.inbound;

import dev.sluice.config.MqttSection.TopicMapping.TimeFormat;
import java.time.LocalDate;
import java.time.YearMonth;

/** Reads the time that a payload gives, as µs since 1970. */
final class TimeText {

  /** The last µs whose ns still fit a long, in the year 2262. */
  static final long MAX_MICROS = Long.MAX_VALUE / 1000;

  private static final int MAX_LENGTH = 64;

  private final String text;
  private int at;

  private TimeText(String text) {
    this.text = text;
  }

  /**
   * Reads a time; what is finer than a µs is cut off.
   *
   * @throws MalformedException if it cannot be read or lies outside 1970 to 2262
   */
  static long micros(String text, TimeFormat format) throws MalformedException {
    String time = text.strip();
    if (time.isEmpty() || time.length() > MAX_LENGTH) {
      throw unreadable();
    }
    boolean date = time.indexOf(':') >= 0;
    if (format == TimeFormat.RFC3339 || (format == TimeFormat.AUTO && date)) {
      return inRange(new TimeText(time).rfc3339());
    }
    return inRange(epoch(time, format));
  }

  private static long inRange(long micros) throws MalformedException {
    if (micros < 0 || micros > MAX_MICROS) {
      throw new MalformedException(Reason.TIME_OUT_OF_RANGE);
    }
    return micros;
  }

  private static MalformedException unreadable() {
    return new MalformedException(Reason.TIME_UNREADABLE);
  }

  private static long epoch(String time, TimeFormat format) throws MalformedException {
    int point = time.indexOf('.');
    int wholeEnd = point < 0 ? time.length() : point;
    boolean negative = time.charAt(0) == '-';
    long whole = 0;
    for (int i = negative ? 1 : 0; i < wholeEnd; i++) {
      int digit = time.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return epochWithExponent(time, format);
      }
      // Saturates: whatever is this large is out of range in every unit.
      whole = whole > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : whole * 10 + digit;
    }
    if (wholeEnd == (negative ? 1 : 0)) {
      throw unreadable();
    }
    long millionths = 0;
    for (int i = wholeEnd + 1, place = 100_000; i < time.length(); i++, place /= 10) {
      int digit = time.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return epochWithExponent(time, format);
      }
      millionths += (long) digit * place;
    }
    TimeFormat unit = format == TimeFormat.AUTO ? byMagnitude(negative ? -1 : whole) : format;
    if (negative) {
      return whole == 0 && millionths == 0 ? 0 : -1;
    }
    return switch (unit) {
      case S -> whole > MAX_MICROS / 1_000_000 ? -1 : whole * 1_000_000 + millionths;
      case MS -> whole > MAX_MICROS / 1_000 ? -1 : whole * 1_000 + millionths / 1_000;
      case US -> whole;
      case NS -> whole == Long.MAX_VALUE ? -1 : whole / 1_000;
      case AUTO, RFC3339 -> throw unreadable();
    };
  }

  /** As C writes it with %e; a double is exact to the µs until the year 2255. */
  private static long epochWithExponent(String time, TimeFormat format) throws MalformedException {
    NumberText number = new NumberText();
    if (!number.read(time.toCharArray(), 0, time.length()) || Double.isNaN(number.number())) {
      throw unreadable();
    }
    double value = number.number();
    TimeFormat unit =
        format == TimeFormat.AUTO ? byMagnitude(value < 0 ? -1 : (long) value) : format;
    double micros =
        switch (unit) {
          case S -> value * 1e6;
          case MS -> value * 1e3;
          case US -> value;
          case NS -> value / 1e3;
          case AUTO, RFC3339 -> throw unreadable();
        };
    return micros < 0 ? -1 : (long) micros;
  }

  /** Seconds, ms, µs and ns of the years 2001 to 2286 have 10, 13, 16 and 19 digits. */
  private static TimeFormat byMagnitude(long whole) throws MalformedException {
    if (whole >= 1_000_000_000L && whole < 10_000_000_000L) {
      return TimeFormat.S;
    }
    if (whole >= 1_000_000_000_000L && whole < 10_000_000_000_000L) {
      return TimeFormat.MS;
    }
    if (whole >= 1_000_000_000_000_000L && whole < 10_000_000_000_000_000L) {
      return TimeFormat.US;
    }
    if (whole >= 1_000_000_000_000_000_000L) {
      return TimeFormat.NS;
    }
    throw unreadable();
  }

  private long rfc3339() throws MalformedException {
    int year = digits(4);
    expect("-");
    int month = digits(2);
    expect("-");
    int day = digits(2);
    expect("Tt ");
    int hour = digits(2);
    expect(":");
    int minute = digits(2);
    expect(":");
    int second = digits(2);
    long fraction = fraction();
    int offsetMinutes = offset();
    boolean possible =
        at == text.length()
            && month >= 1
            && month <= 12
            && day >= 1
            && day <= YearMonth.of(year, month).lengthOfMonth()
            && hour <= 23
            && minute <= 59
            // 60 is a leap second: the same as the first second of the next minute.
            && second <= 60;
    if (!possible) {
      throw unreadable();
    }
    long seconds =
        LocalDate.of(year, month, day).toEpochDay() * 86_400L
            + hour * 3_600L
            + (minute - offsetMinutes) * 60L
            + second;
    return seconds * 1_000_000 + fraction;
  }

  private int digits(int count) throws MalformedException {
    int value = 0;
    for (int i = 0; i < count; i++) {
      int digit = at < text.length() ? text.charAt(at++) - '0' : -1;
      if (digit < 0 || digit > 9) {
        throw unreadable();
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private void expect(String oneOf) throws MalformedException {
    if (at >= text.length() || oneOf.indexOf(text.charAt(at++)) < 0) {
      throw unreadable();
    }
  }

  private long fraction() throws MalformedException {
    if (at >= text.length() || (text.charAt(at) != '.' && text.charAt(at) != ',')) {
      return 0;
    }
    int start = ++at;
    long micros = 0;
    int place = 100_000;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      micros += (long) (text.charAt(at++) - '0') * place;
      place /= 10;
    }
    if (at == start) {
      throw unreadable();
    }
    return micros;
  }

  /** The minutes east of Greenwich; a time without an offset could mean any hour of the day. */
  private int offset() throws MalformedException {
    if (at >= text.length()) {
      throw unreadable();
    }
    char sign = text.charAt(at++);
    if (sign == 'Z' || sign == 'z') {
      return 0;
    }
    if (sign != '+' && sign != '-') {
      throw unreadable();
    }
    int hours = digits(2);
    int minutes = 0;
    if (at < text.length()) {
      if (text.charAt(at) == ':') {
        at++;
      }
      minutes = digits(2);
    }
    if (hours > 23 || minutes > 59) {
      throw unreadable();
    }
    return (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
  }
}
