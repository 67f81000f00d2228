package dev.sluice.mqtt.broker;

import dev.sluice.state.DeviceKeys.DeviceKey;
import dev.sluice.state.DeviceKeys.Known;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one connection may do.
 *
 * @param user the device key's name, or null for a program on this box
 * @param mark of that key as it was at the log-in, or null
 * @param publish the filters it may publish to; null = all
 * @param subscribe the filters it may subscribe to; null = all
 */
record Rights(
    @Nullable String user,
    @Nullable String mark,
    @Nullable List<TopicFilter> publish,
    @Nullable List<TopicFilter> subscribe) {

  /** Everything, for programs on this box. */
  static final Rights ALL = new Rights(null, null, null, null);

  /** The rights of a device key; filters that are not valid allow nothing. */
  static Rights of(Known known) {
    DeviceKey key = known.key();
    return new Rights(key.name(), known.mark(), filters(key.publish()), filters(key.subscribe()));
  }

  private static List<TopicFilter> filters(List<String> words) {
    List<TopicFilter> filters = new ArrayList<>(words.size());
    for (String word : words) {
      try {
        filters.add(new TopicFilter(word));
      } catch (IllegalArgumentException _) {
        // Allows nothing: the safe side of a filter nobody can read.
      }
    }
    return List.copyOf(filters);
  }

  /** True if it may publish to this topic. */
  boolean mayPublish(String topic) {
    if (publish == null) {
      return true;
    }
    for (int i = 0; i < publish.size(); i++) {
      if (publish.get(i).matches(topic)) {
        return true;
      }
    }
    return false;
  }

  /** True if it may subscribe to this filter, which may be a shared one. */
  boolean maySubscribe(String filter) {
    if (subscribe == null) {
      return true;
    }
    String plain = filter;
    if (filter.startsWith("$share/")) {
      int slash = filter.indexOf('/', "$share/".length());
      if (slash < 0) {
        return false;
      }
      plain = filter.substring(slash + 1);
    }
    TopicFilter wanted;
    try {
      wanted = new TopicFilter(plain);
    } catch (IllegalArgumentException _) {
      return false;
    }
    for (int i = 0; i < subscribe.size(); i++) {
      if (subscribe.get(i).covers(wanted)) {
        return true;
      }
    }
    return false;
  }
}
