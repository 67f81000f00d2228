package dev.sluice.transfer;

import dev.sluice.lineprotocol.BadLine;
import dev.sluice.model.IdText;

/** How a line begins, made printable. */
final class Shown {

  private Shown() {}

  static String start(String text) {
    StringBuilder start = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), BadLine.MAX_TEXT); i++) {
      char c = text.charAt(i);
      boolean odd = IdText.isControl(c) || IdText.isLoneSurrogate(text, i);
      start.append(odd ? '\uFFFD' : c);
    }
    if (start.length() > 0 && Character.isHighSurrogate(start.charAt(start.length() - 1))) {
      start.setLength(start.length() - 1);
    }
    return start.toString();
  }
}
