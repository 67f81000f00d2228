package dev.sluice.mqtt.broker;

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
    this.levels = openEnd ? java.util.Arrays.copyOf(all, all.length - 1) : all;
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

  @Override
  public String toString() {
    return filter;
  }
}
