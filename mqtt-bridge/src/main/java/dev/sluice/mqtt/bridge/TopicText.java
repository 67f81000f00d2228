package dev.sluice.mqtt.bridge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Makes names fit to stand in a topic. What must not stand there is written as in URLs ({@code +}
 * is {@code %2B}), and so is {@code %} itself: two names never become one.
 */
final class TopicText {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private TopicText() {}

  /** Appends a name as one level. */
  static void level(StringBuilder topic, String name) {
    append(topic, name, true);
  }

  /** Appends a name whose slashes part levels. */
  static void levels(StringBuilder topic, String name) {
    append(topic, name, false);
  }

  /** The name that {@link #level} has written so; null if it writes none so. */
  static @Nullable String plainLevel(String level) {
    return plain(level, true);
  }

  /** The name that {@link #levels} has written so; null if it writes none so. */
  static @Nullable String plainLevels(String levels) {
    return plain(levels, false);
  }

  /** Strict: what is written in another way than ours is no name, so each has one way only. */
  private static @Nullable String plain(String text, boolean slashToo) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        if (i + 2 >= text.length()
            || !HexFormat.isHexDigit(text.charAt(i + 1))
            || !HexFormat.isHexDigit(text.charAt(i + 2))) {
          return null;
        }
        bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
        i += 2;
      } else {
        int end = Character.isHighSurrogate(c) ? Math.min(i + 2, text.length()) : i + 1;
        bytes.writeBytes(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
        i = end - 1;
      }
    }
    String plain = bytes.toString(StandardCharsets.UTF_8);
    StringBuilder again = new StringBuilder(text.length());
    append(again, plain, slashToo);
    return again.toString().equals(text) ? plain : null;
  }

  /** False if no topic may have the character at this place of a text. */
  static boolean fine(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))
          && (text.codePointAt(i) & 0xFFFE) != 0xFFFE;
    }
    if (Character.isLowSurrogate(c)) {
      return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
    return !Character.isISOControl(c) && !(c >= 0xFDD0 && c <= 0xFDEF) && c < 0xFFFE;
  }

  private static void append(StringBuilder topic, String name, boolean slashToo) {
    int i = 0;
    while (i < name.length()) {
      int point = name.codePointAt(i);
      int units = Character.charCount(point);
      boolean special = point == '+' || point == '#' || point == '%' || (slashToo && point == '/');
      if (special || !fine(name, i)) {
        // Half a character has no bytes of its own; it becomes a question mark, as in all of UTF-8.
        for (byte b : name.substring(i, i + units).getBytes(StandardCharsets.UTF_8)) {
          topic.append('%').append(HEX.toHexDigits(b));
        }
      } else {
        topic.append(name, i, i + units);
      }
      i += units;
    }
  }
}
