package dev.sluice.config;

import org.jspecify.annotations.Nullable;

/**
 * A pattern for signal ids: {@code *} stands for any characters but '/', {@code **} for any
 * characters at all; everything else stands for itself.
 *
 * @param pattern 1 to {@value #MAX_LENGTH} characters
 */
public record Glob(String pattern) {

  /** The longest pattern: an id's device, slash and name, and some stars. */
  public static final int MAX_LENGTH = 1100;

  /**
   * Checks the pattern.
   *
   * @throws IllegalArgumentException if no signal can ever match it; the message goes on after the
   *     pattern: {@code "has no '/'; …"}
   */
  public Glob {
    String fault = fault(pattern);
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
  }

  /** Why no signal can match a pattern, as goes on after it; null if one can. */
  static @Nullable String fault(String pattern) {
    if (pattern.isEmpty()) {
      return "is empty; write an id like boiler/temperature or a glob like boiler/*";
    }
    if (pattern.length() > MAX_LENGTH) {
      return "is longer than any signal id; write at most " + MAX_LENGTH + " characters";
    }
    if (pattern.contains("***")) {
      return "has three stars in a row; write * within a level or ** across levels";
    }
    if (pattern.indexOf('/') < 0 && !pattern.contains("**")) {
      return "matches no signal, an id is device/name; write **/" + pattern + " for all devices";
    }
    if (pattern.startsWith("/") || pattern.endsWith("/") || pattern.contains("//")) {
      return "matches no signal, no level of an id is empty; remove the extra /";
    }
    return null;
  }

  /** True if it has no stars: it matches only itself. */
  public boolean literal() {
    return pattern.indexOf('*') < 0;
  }

  /**
   * True if it matches the whole id. Takes time in proportion to the id's length squared at worst,
   * and no memory.
   */
  public boolean matches(String id) {
    int p = 0;
    int i = 0;
    // Where to go on when the rest does not fit: one more character for the last star of each kind.
    // A * that may not grow over a '/' falls back to the ** before it.
    int star = -1;
    int starEnd = 0;
    int twoStars = -1;
    int twoStarsEnd = 0;
    while (i < id.length() || p < pattern.length()) {
      if (p < pattern.length()) {
        char c = pattern.charAt(p);
        if (c == '*') {
          boolean two = p + 1 < pattern.length() && pattern.charAt(p + 1) == '*';
          p += two ? 2 : 1;
          if (two) {
            twoStars = p;
            twoStarsEnd = i;
            star = -1;
          } else {
            star = p;
            starEnd = i;
          }
          continue;
        }
        if (i < id.length() && id.charAt(i) == c) {
          p++;
          i++;
          continue;
        }
      }
      if (star >= 0 && starEnd < id.length() && id.charAt(starEnd) != '/') {
        p = star;
        i = ++starEnd;
      } else if (twoStars >= 0 && twoStarsEnd < id.length()) {
        p = twoStars;
        i = ++twoStarsEnd;
        star = -1;
      } else {
        return false;
      }
    }
    return true;
  }
}
