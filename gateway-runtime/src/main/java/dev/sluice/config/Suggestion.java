package dev.sluice.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Guesses which word was meant. */
final class Suggestion {

  private Suggestion() {}

  /** The word that is at most two typing errors away, one for short words; null if none is. */
  static @Nullable String closest(String written, Iterable<String> words) {
    String best = null;
    int least = written.length() <= 4 ? 2 : 3;
    for (String word : words) {
      if (Math.abs(word.length() - written.length()) < least) {
        int errors = errors(written.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
        if (errors < least) {
          least = errors;
          best = word;
        }
      }
    }
    return best;
  }

  /** Letters added, left out, changed or swapped with their neighbour. */
  private static int errors(String from, String to) {
    int[] before = new int[to.length() + 1];
    int[] last = new int[to.length() + 1];
    int[] now = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      now[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        now[j] = Math.min(Math.min(now[j - 1], last[j]) + 1, last[j - 1] + change);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          now[j] = Math.min(now[j], before[j - 2] + 1);
        }
      }
      int[] free = before;
      before = last;
      last = now;
      now = free;
    }
    return last[to.length()];
  }
}
