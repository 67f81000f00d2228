package dev.sluice.mqtt.inbound;

import dev.sluice.model.Value;
import org.jspecify.annotations.Nullable;

/** The words that stand for truth values. */
final class Words {

  private static final Value.Bool TRUE = new Value.Bool(true);
  private static final Value.Bool FALSE = new Value.Bool(false);

  private Words() {}

  /** True if the text is this lower-case word, in any case. */
  static boolean is(char[] text, int from, int end, String word) {
    if (end - from != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if ((text[from + i] | 0x20) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  static Value.Bool truth(boolean on) {
    return on ? TRUE : FALSE;
  }

  /** What everybody means by a truth value: true, false, on, off; otherwise null. */
  static Value.@Nullable Bool plain(char[] text, int from, int end) {
    if (is(text, from, end, "true") || is(text, from, end, "on")) {
      return TRUE;
    }
    return is(text, from, end, "false") || is(text, from, end, "off") ? FALSE : null;
  }

  /** Also yes, no, 1 and 0, where a mapping says that the payload is a truth value. */
  static Value.@Nullable Bool told(char[] text, int from, int end) {
    if (is(text, from, end, "yes") || (end - from == 1 && text[from] == '1')) {
      return TRUE;
    }
    if (is(text, from, end, "no") || (end - from == 1 && text[from] == '0')) {
      return FALSE;
    }
    return plain(text, from, end);
  }
}
