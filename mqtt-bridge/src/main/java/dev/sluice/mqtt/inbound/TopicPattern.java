package dev.sluice.mqtt.inbound;

import dev.sluice.config.MqttSection.TopicMapping;
import java.util.Arrays;

/**
 * The filter of a mapping, compiled: {@code plant/{device}/{signal}}, {@code +} for any level,
 * {@code #} at the end for any number of them, none included. What a filter may be is checked where
 * the configuration is read.
 */
final class TopicPattern {

  private static final String DEVICE = "{device}";
  private static final String SIGNAL = "{signal}";

  private final String[] levels;
  private final boolean open;
  private final int deviceLevel;
  private final int signalLevel;

  private TopicPattern(String[] levels, boolean open) {
    this.levels = levels;
    this.open = open;
    this.deviceLevel = Arrays.asList(levels).indexOf(DEVICE);
    this.signalLevel = Arrays.asList(levels).indexOf(SIGNAL);
  }

  /** Compiles the filter of a mapping. */
  static TopicPattern of(TopicMapping mapping) {
    String[] levels = mapping.filter().split("/", -1);
    boolean open = levels[levels.length - 1].equals("#");
    return new TopicPattern(open ? Arrays.copyOf(levels, levels.length - 1) : levels, open);
  }

  /** True if the topic, split at its slashes, matches. */
  boolean matches(String[] topic) {
    if (topic.length < levels.length || (topic.length > levels.length && !open)) {
      return false;
    }
    for (int i = 0; i < levels.length; i++) {
      boolean any = i == deviceLevel || i == signalLevel || levels[i].equals("+");
      if (!any && !levels[i].equals(topic[i])) {
        return false;
      }
    }
    return true;
  }

  /** The place of {device}, from 0 up, or -1. */
  int deviceLevel() {
    return deviceLevel;
  }

  /** The place of {signal}, or -1. */
  int signalLevel() {
    return signalLevel;
  }
}
