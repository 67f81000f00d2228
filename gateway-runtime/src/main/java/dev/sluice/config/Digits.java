package dev.sluice.config;

/** ASCII digits at the start of a text; the JDK's own parsers also take other scripts' digits. */
final class Digits {

  private Digits() {}

  /** How many digits 0 to 9 the text begins with. */
  static int leading(String text) {
    int count = 0;
    while (count < text.length() && text.charAt(count) >= '0' && text.charAt(count) <= '9') {
      count++;
    }
    return count;
  }
}
