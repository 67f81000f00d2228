package dev.sluice.state;

/** Text from outside made fit for one line of a record. */
final class OneLine {

  private OneLine() {}

  /**
   * The text with a space for each character that could break or disguise a line, cut to a length.
   */
  static String of(String text, int longest) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), longest));
    int at = 0;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      at += Character.charCount(point);
      if (line.length() + Character.charCount(point) > longest) {
        break;
      }
      line.appendCodePoint(breaksLine(point) ? ' ' : point);
    }
    return line.toString();
  }

  private static boolean breaksLine(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
