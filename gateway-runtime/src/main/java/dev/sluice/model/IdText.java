package dev.sluice.model;

/** Makes what strangers call things fit to stand in a {@link SignalId}. */
public final class IdText {

  private IdText() {}

  /**
   * One level of a topic, a client id, a measurement, a tag: never empty, no slash, nothing that a
   * URL path or a log line would take for something else. The length is not changed, but for the
   * empty text.
   */
  public static String level(String text) {
    return switch (text) {
      case "", "." -> "_";
      case ".." -> "__";
      case RawTopic.SPACE -> "_raw";
      default -> safe(text, false);
    };
  }

  /**
   * One JSON key: like a level, and its dots and backslashes are escaped because dots join nested
   * keys.
   */
  public static String key(String text) {
    return text.isEmpty() ? "_" : safe(text, true);
  }

  private static String safe(String text, boolean escapeDots) {
    StringBuilder safe = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean forbidden = c == '/' || isControl(c) || isLoneSurrogate(text, i);
      boolean escaped = escapeDots && (c == '.' || c == '\\');
      if (safe == null && (forbidden || escaped)) {
        safe = new StringBuilder(text.length() + 8).append(text, 0, i);
      }
      if (safe != null) {
        if (escaped) {
          safe.append('\\');
        }
        safe.append(forbidden ? '_' : c);
      }
    }
    return safe == null ? text : safe.toString();
  }

  /** Controls, line ends and the characters that turn the direction of the text around them. */
  public static boolean isControl(char c) {
    return c < ' '
        || (c >= 0x7f && c <= 0x9f)
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
  }

  /** True if there is half a character at this place: UTF-8 cannot write it down. */
  public static boolean isLoneSurrogate(CharSequence text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 >= text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }
}
