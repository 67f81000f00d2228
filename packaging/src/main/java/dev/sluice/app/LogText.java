package dev.sluice.app;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.regex.Pattern;

/**
 * Makes texts fit for a log: what a device or a stranger sent can neither begin a new line nor
 * steer a terminal, and tokens do not show.
 */
final class LogText {

  private static final Pattern TOKEN = Pattern.compile("sluice_[A-Za-z0-9_-]{8,}");
  private static final int FRAMES = 12;
  private static final int CAUSES = 8;

  private LogText() {}

  /** The text on one line, without control and direction characters and without tokens. */
  static String clean(String text) {
    String hidden =
        text.contains("sluice_") ? TOKEN.matcher(text).replaceAll("sluice_(hidden)") : text;
    int first = 0;
    while (first < hidden.length() && isFit(hidden.charAt(first))) {
      first++;
    }
    if (first == hidden.length()) {
      return hidden;
    }
    StringBuilder clean = new StringBuilder(hidden);
    for (int i = first; i < clean.length(); i++) {
      if (!isFit(clean.charAt(i))) {
        clean.setCharAt(i, ' ');
      }
    }
    return clean.toString();
  }

  private static boolean isFit(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** An exception and what caused it, on one line with the innermost places first. */
  static String trace(IThrowableProxy error) {
    StringBuilder line = new StringBuilder();
    IThrowableProxy at = error;
    for (int depth = 0; at != null && depth < CAUSES; depth++, at = at.getCause()) {
      line.append(depth == 0 ? "" : "; because of ").append(at.getClassName());
      if (at.getMessage() != null) {
        line.append(": ").append(clean(at.getMessage()));
      }
      StackTraceElementProxy[] frames = at.getStackTraceElementProxyArray();
      int own = Math.max(1, frames.length - at.getCommonFrames());
      int shown = Math.min(Math.min(own, FRAMES), frames.length);
      for (int i = 0; i < shown; i++) {
        line.append(i == 0 ? " at " : " < ").append(frames[i].getStackTraceElement());
      }
    }
    return line.toString();
  }
}
