package dev.sluice.mqtt.inbound;

import java.util.ArrayList;
import java.util.List;

/**
 * A topic filter with named levels: {@code plant/{device}/{signal}}, {@code +} for any level,
 * {@code #} at the end for any number of them, none included.
 */
final class TopicPattern {

  private static final String DEVICE = "{device}";
  private static final String SIGNAL = "{signal}";

  private final String[] levels;
  private final boolean open;
  private final List<Integer> deviceLevels = new ArrayList<>();
  private final int signalLevel;

  private TopicPattern(String[] levels, boolean open) {
    this.levels = levels;
    this.open = open;
    int signal = -1;
    for (int i = 0; i < levels.length; i++) {
      if (levels[i].equals(DEVICE)) {
        deviceLevels.add(i);
      } else if (levels[i].equals(SIGNAL)) {
        signal = i;
      }
    }
    this.signalLevel = signal;
  }

  /**
   * Compiles a filter.
   *
   * @throws IllegalArgumentException if it is not a filter, with what is wrong and where
   */
  static TopicPattern of(String filter) {
    if (filter.isEmpty()) {
      throw new IllegalArgumentException("a topic filter is not empty");
    }
    String[] levels = filter.split("/", -1);
    boolean open = levels[levels.length - 1].equals("#");
    int count = open ? levels.length - 1 : levels.length;
    String[] fixed = new String[count];
    boolean signal = false;
    for (int i = 0; i < count; i++) {
      String level = levels[i];
      boolean name = level.equals(DEVICE) || level.equals(SIGNAL);
      if (level.indexOf('#') >= 0) {
        throw wrong(filter, "'#' stands alone and last, as in 'plant/#'");
      }
      if (level.indexOf('+') >= 0 && !level.equals("+")) {
        throw wrong(filter, "'+' is a whole level, as in 'plant/+/state'");
      }
      if (!name && (level.indexOf('{') >= 0 || level.indexOf('}') >= 0)) {
        throw wrong(filter, "only {device} and {signal} are names, and each is a whole level");
      }
      if (level.equals(SIGNAL)) {
        if (signal) {
          throw wrong(filter, "{signal} stands at most once");
        }
        signal = true;
      }
      fixed[i] = level;
    }
    return new TopicPattern(fixed, open);
  }

  private static IllegalArgumentException wrong(String filter, String why) {
    return new IllegalArgumentException("topic filter '" + filter + "': " + why);
  }

  /** True if the topic, split at its slashes, matches. */
  boolean matches(String[] topic) {
    if (topic.length < levels.length || (topic.length > levels.length && !open)) {
      return false;
    }
    for (int i = 0; i < levels.length; i++) {
      String level = levels[i];
      boolean any = level.equals("+") || level.equals(DEVICE) || level.equals(SIGNAL);
      if (!any && !level.equals(topic[i])) {
        return false;
      }
    }
    return true;
  }

  /**
   * The places of {device}, from 0 up; it may stand more than once, as in 'x/{device}/{device}'.
   */
  List<Integer> deviceLevels() {
    return deviceLevels;
  }

  /** The place of {signal}, or -1. */
  int signalLevel() {
    return signalLevel;
  }
}
