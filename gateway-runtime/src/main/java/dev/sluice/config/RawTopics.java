package dev.sluice.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Topic filters, of which one must match: which messages of the local broker go on as they are. */
public final class RawTopics {

  /** No topic is raw. */
  public static final RawTopics NONE = new RawTopics(List.of());

  /**
   * One filter of MQTT (5: sections 4.7.1 and 4.7.2).
   *
   * @param levels without the last one of an open filter
   * @param open true if it ends with {@code #}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Filter(String[] levels, boolean open) {

    static Filter of(String text) {
      String[] levels = text.split("/", -1);
      boolean open = levels[levels.length - 1].equals("#");
      return new Filter(open ? Arrays.copyOf(levels, levels.length - 1) : levels, open);
    }

    boolean matches(String topic) {
      int from = 0;
      int length = topic.length();
      for (String level : levels) {
        if (from > length) {
          return false;
        }
        int slash = topic.indexOf('/', from);
        int to = slash < 0 ? length : slash;
        boolean same =
            level.equals("+")
                || (to - from == level.length()
                    && topic.regionMatches(from, level, 0, level.length()));
        if (!same) {
          return false;
        }
        from = to + 1;
      }
      return open || from > length;
    }
  }

  private final Filter[] filters;

  /**
   * Reads filters.
   *
   * @throws IllegalArgumentException if one is none; {@link #fault} says why
   */
  public RawTopics(Collection<String> filters) {
    List<Filter> all = new ArrayList<>();
    for (String filter : filters) {
      String fault = fault(filter);
      if (fault != null) {
        throw new IllegalArgumentException("'" + filter + "' " + fault);
      }
      all.add(Filter.of(filter));
    }
    this.filters = all.toArray(new Filter[0]);
  }

  /** All that any uplink wants, also one that is not enabled now: it gets it later. */
  public static RawTopics of(Collection<UplinkSection> uplinks) {
    return new RawTopics(
        uplinks.stream().flatMap(uplink -> uplink.raw().stream()).distinct().toList());
  }

  /** What is wrong with a filter, as goes on after its name; null if nothing is. */
  public static @Nullable String fault(String filter) {
    if (filter.isEmpty()) {
      return "is empty; write a topic filter like plant/cell/#";
    }
    if (filter.indexOf('\0') >= 0 || filter.getBytes(StandardCharsets.UTF_8).length > 65_535) {
      return "is no MQTT filter; write at most 65535 bytes, none of them 0";
    }
    if (filter.startsWith("$share/")) {
      return "is a shared subscription; write the filter behind $share/group/ alone";
    }
    if (filter.startsWith("$")) {
      return "begins with $, where nobody can publish; write a topic that devices publish to";
    }
    String[] levels = filter.split("/", -1);
    for (int i = 0; i < levels.length; i++) {
      String level = levels[i];
      if (level.contains("#") && !(level.equals("#") && i == levels.length - 1)) {
        return "has # before its end; write + for one level, # only as the last";
      }
      if (level.contains("+") && !level.equals("+")) {
        return "has + beside other characters; write it alone between slashes";
      }
      if (level.equals("{device}") || level.equals("{signal}")) {
        return "has the name " + level + ", but messages pass as they are; write + instead";
      }
    }
    return null;
  }

  /** True if no topic is raw. */
  public boolean isEmpty() {
    return filters.length == 0;
  }

  /** True if messages of this topic go on as they are. Makes no garbage. */
  public boolean match(String topic) {
    for (Filter filter : filters) {
      if (filter.matches(topic)) {
        return true;
      }
    }
    return false;
  }
}
