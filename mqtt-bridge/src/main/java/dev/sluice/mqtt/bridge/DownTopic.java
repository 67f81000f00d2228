package dev.sluice.mqtt.bridge;

import dev.sluice.config.Glob;
import dev.sluice.model.SignalId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The topic of an entry of {@code down}: which filters it stands for, and what a topic that falls
 * under them means. The levels of a device's name are levels of the topic, as on the way up.
 */
final class DownTopic {

  /** The most filters of one entry: numbers of levels that devices of one entry may have. */
  static final int MOST_FILTERS = 8;

  private static final String DEVICE = "{device}";
  private static final String SIGNAL = "{signal}";
  private static final String GATEWAY = "{gateway}";

  private final List<String> levels;
  private final boolean openEnd;
  private final int device;

  private DownTopic(List<String> levels) {
    this.openEnd = levels.getLast().equals("#");
    this.levels = openEnd ? levels.subList(0, levels.size() - 1) : levels;
    this.device = this.levels.indexOf(DEVICE);
  }

  /** A topic without faults. */
  static DownTopic parse(String topic, String gateway) {
    return new DownTopic(levels(topic, gateway));
  }

  private static List<String> levels(String topic, String gateway) {
    StringBuilder name = new StringBuilder();
    TopicText.level(name, gateway);
    return Arrays.stream(topic.split("/", -1)).map(level -> level.replace(GATEWAY, name)).toList();
  }

  /** What is wrong with a topic, as goes on after its name; null if nothing is. */
  static @Nullable String fault(String topic, boolean write) {
    String fault = textFault(topic);
    if (fault != null) {
      return fault;
    }
    if (topic.equals("$share") || topic.startsWith("$share/")) {
      return "is a shared subscription, so other gateways would get what is for this one; write it"
          + " without $share";
    }
    List<String> levels = List.of(topic.split("/", -1));
    int devices = count(topic, DEVICE);
    int signals = count(topic, SIGNAL);
    if (!write) {
      return devices + signals > 0
          ? "has {device} or {signal}, which are for write; write + or # instead"
          : null;
    }
    if (devices == 0 && signals == 0) {
      return null;
    }
    if (devices != 1 || signals != 1) {
      return "has not one {device} and one {signal}; write each once, or none if the payload names"
          + " the signal";
    }
    if (!levels.contains(DEVICE) || !levels.contains(SIGNAL)) {
      return "has {device} or {signal} beside other text; write it as a level of its own";
    }
    return levels.contains("#")
        ? "has {device} and #, so nobody could tell where the device's name ends; write + instead"
        : null;
  }

  /** What is wrong with a local topic, as goes on after its name; null if nothing is. */
  static @Nullable String localFault(String local, @Nullable String topic) {
    String fault = textFault(local);
    if (fault != null) {
      return fault;
    }
    if (local.startsWith("$")) {
      return "begins with $, which is for brokers themselves; begin with another word";
    }
    if (local.contains(DEVICE) || local.contains(SIGNAL)) {
      return "has {device} or {signal}, which are for write; write + or # instead";
    }
    List<String> wild = wildcards(local);
    return topic == null || wild.isEmpty() || wild.equals(wildcards(topic))
        ? null
        : "does not have the wildcards of topic in the same order; write the same ones, or none to"
            + " have all on one topic";
  }

  private static @Nullable String textFault(String topic) {
    if (topic.isEmpty()) {
      return "is empty; write one like cmd/{gateway}/#";
    }
    if (topic.length() > TopicTemplate.LONGEST) {
      return "has " + topic.length() + " characters; write at most " + TopicTemplate.LONGEST;
    }
    for (int i = 0; i < topic.length(); i++) {
      if (!TopicText.fine(topic, i)) {
        return "has a character at place " + (i + 1) + " that no topic may have; remove it";
      }
    }
    String[] levels = topic.split("/", -1);
    for (int i = 0; i < levels.length; i++) {
      String level = levels[i];
      if (level.isEmpty()) {
        return "has an empty level; remove the slash at its beginning or end, or one of //";
      }
      boolean wild = level.indexOf('+') >= 0 || level.indexOf('#') >= 0;
      if (wild && level.length() > 1) {
        return "has a wildcard beside other text; write + or # as a level of its own";
      }
      if (level.equals("#") && i < levels.length - 1) {
        return "has # before its end; write + for one level, or end there";
      }
    }
    String rest = topic.replace(GATEWAY, "").replace(DEVICE, "").replace(SIGNAL, "");
    return rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0
        ? "has braces around something else than gateway, device or signal; write {gateway},"
            + " {device} or {signal}"
        : null;
  }

  private static int count(String text, String word) {
    return (text.length() - text.replace(word, "").length()) / word.length();
  }

  private static List<String> wildcards(String topic) {
    return Arrays.stream(topic.split("/", -1))
        .filter(level -> level.equals("+") || level.equals("#"))
        .toList();
  }

  /**
   * The filters that a topic stands for: with {device}, one for each number of levels that the
   * devices of these globs have.
   */
  static List<String> filters(String topic, List<String> write, String gateway) {
    List<String> levels = levels(topic, gateway);
    int device = levels.indexOf(DEVICE);
    if (device < 0) {
      return List.of(String.join("/", levels));
    }
    TreeSet<Integer> depths = new TreeSet<>();
    for (String glob : write) {
      if (glob.contains("**")) {
        List<String> open = new ArrayList<>(levels.subList(0, device));
        open.replaceAll(level -> level.equals(SIGNAL) ? "+" : level);
        open.add("#");
        return List.of(String.join("/", open));
      }
      depths.add(count(glob, "/"));
    }
    List<String> filters = new ArrayList<>();
    for (int depth : depths) {
      List<String> one = new ArrayList<>();
      for (String level : levels) {
        if (level.equals(DEVICE)) {
          for (int i = 0; i < depth; i++) {
            one.add("+");
          }
        } else {
          one.add(level.equals(SIGNAL) ? "+" : level);
        }
      }
      filters.add(String.join("/", one));
    }
    return filters;
  }

  /** True if it names the signal. */
  boolean namesSignal() {
    return device >= 0;
  }

  /** The signal that a topic names; null if it does not fall under this one or names none. */
  @Nullable SignalId signal(String topic) {
    String[] said = topic.split("/", -1);
    int more = said.length - levels.size();
    if (device < 0 || more < 0) {
      return null;
    }
    StringBuilder name = new StringBuilder();
    String signal = "";
    for (int i = 0, j = 0; i < levels.size(); i++) {
      String level = levels.get(i);
      int width = i == device ? 1 + more : 1;
      if (i == device) {
        name.append(String.join("/", List.of(said).subList(j, j + width)));
      } else if (level.equals(SIGNAL)) {
        signal = said[j];
      } else if (!level.equals("+") && !level.equals(said[j])) {
        return null;
      }
      j += width;
    }
    String plainDevice = TopicText.plainLevels(name.toString());
    String plainSignal = TopicText.plainLevel(signal);
    try {
      return plainDevice == null || plainSignal == null
          ? null
          : new SignalId(plainDevice, plainSignal);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * The topic with each wildcard of a local one replaced by what stands at that of this; null if it
   * does not fall under this one.
   */
  @Nullable String local(String topic, String publish, String gateway) {
    String[] said = topic.split("/", -1);
    if (said.length < levels.size() || (!openEnd && said.length > levels.size())) {
      return null;
    }
    List<String> caught = new ArrayList<>();
    for (int i = 0; i < levels.size(); i++) {
      if (levels.get(i).equals("+")) {
        caught.add(said[i]);
      } else if (!levels.get(i).equals(said[i])) {
        return null;
      }
    }
    List<String> rest = List.of(said).subList(levels.size(), said.length);
    List<String> local = new ArrayList<>();
    int next = 0;
    for (String level : levels(publish, gateway)) {
      switch (level) {
        case "+" -> local.add(caught.get(next++));
        case "#" -> local.addAll(rest);
        default -> local.add(level);
      }
    }
    return String.join("/", local);
  }

  /** True if one of these globs has the signal. */
  static boolean listed(List<Glob> globs, SignalId signal) {
    String id = signal.toString();
    return globs.stream().anyMatch(glob -> glob.matches(id));
  }
}
