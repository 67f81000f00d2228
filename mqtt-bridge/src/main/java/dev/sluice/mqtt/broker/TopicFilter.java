package dev.sluice.mqtt.broker;

import java.util.Arrays;

/** A topic filter of MQTT (sections 4.7.1 and 4.7.2), matched without making garbage. */
final class TopicFilter {

  private final String filter;
  private final String[] levels;
  private final boolean openEnd;
  private final boolean wildStart;

  /**
   * Reads a filter.
   *
   * @throws IllegalArgumentException if it is empty or a wildcard stands where none may
   */
  TopicFilter(String filter) {
    if (filter.isEmpty() || filter.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a topic filter is not empty and has no NUL character");
    }
    this.filter = filter;
    String[] all = filter.split("/", -1);
    for (int i = 0; i < all.length; i++) {
      boolean hash = all[i].indexOf('#') >= 0;
      boolean plus = all[i].indexOf('+') >= 0;
      if ((hash || plus) && all[i].length() > 1) {
        throw new IllegalArgumentException("a wildcard fills a whole level: '" + filter + "'");
      }
      if (hash && i < all.length - 1) {
        throw new IllegalArgumentException("# is the last level: '" + filter + "'");
      }
    }
    this.openEnd = all[all.length - 1].equals("#");
    this.levels = openEnd ? Arrays.copyOf(all, all.length - 1) : all;
    this.wildStart = all[0].equals("#") || all[0].equals("+");
  }

  /** True if a message published to this topic falls under the filter. */
  boolean matches(String topic) {
    if (wildStart && !topic.isEmpty() && topic.charAt(0) == '$') {
      return false;
    }
    int from = 0;
    int length = topic.length();
    for (String level : levels) {
      if (from > length) {
        return false;
      }
      int slash = topic.indexOf('/', from);
      int to = slash < 0 ? length : slash;
      boolean any = level.length() == 1 && level.charAt(0) == '+';
      if (!any
          && (to - from != level.length()
              || !topic.regionMatches(from, level, 0, level.length()))) {
        return false;
      }
      from = to + 1;
    }
    return openEnd || from > length;
  }

  /** True if everything that falls under the other filter falls under this one too. */
  boolean covers(TopicFilter other) {
    if (wildStart && other.filter.charAt(0) == '$') {
      return false;
    }
    for (int i = 0; i < levels.length; i++) {
      if (i >= other.levels.length) {
        return false; // the other ends before, or is open where this one is not
      }
      boolean any = levels[i].equals("+");
      if (!any && !levels[i].equals(other.levels[i])) {
        return false;
      }
    }
    return openEnd || (!other.openEnd && other.levels.length == levels.length);
  }

  @Override
  public String toString() {
    return filter;
  }
}
