package dev.sluice.config;

/** A piece of the file made fit for a message: on one line, printable, short. */
final class Shown {

  private static final int LONGEST = 60;

  private Shown() {}

  /** The text in quotes. */
  static String of(String text) {
    StringBuilder shown = new StringBuilder("\"");
    for (int i = 0; i < text.length() && i < LONGEST; i++) {
      char c = text.charAt(i);
      boolean cutPair = Character.isHighSurrogate(c) && i == LONGEST - 1;
      shown.append(Character.isISOControl(c) || cutPair ? ' ' : c);
    }
    return shown.append(text.length() > LONGEST ? "…\"" : "\"").toString();
  }
}
