package dev.sluice.mqtt.bridge;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of topics, as a row of levels: of a filter, or of all that a template can make. Compares
 * two such sets without listing them.
 */
final class TopicShape {

  /** A place in the row. */
  private sealed interface Place {}

  /** A level with this text. */
  private record Text(String text) implements Place {}

  /** Any one level. */
  private record One() implements Place {}

  /** Any number of levels, also none. */
  private record Any() implements Place {}

  private final List<Place> places;

  private TopicShape(List<Place> places) {
    this.places = List.copyOf(places);
  }

  /** All topics that fall under a filter. */
  static TopicShape ofFilter(String filter) {
    List<Place> places = new ArrayList<>();
    for (String level : filter.split("/", -1)) {
      places.add(
          switch (level) {
            case "+" -> new One();
            case "#" -> new Any();
            default -> new Text(level);
          });
    }
    return new TopicShape(places);
  }

  /**
   * All topics that fall under a filter, with text before and behind them; a level that is only
   * partly known counts as any.
   */
  static TopicShape ofFilterWithin(String before, String filter, String behind) {
    List<Place> places = new ArrayList<>();
    for (String level : (before + filter + behind).split("/", -1)) {
      if (level.equals("#")) {
        places.add(new Any());
      } else if (level.contains("#")) {
        // Text and any number of levels, of which text takes a part of the nearest.
        places.add(new One());
        places.add(new Any());
      } else {
        places.add(level.contains("+") ? new One() : new Text(level));
      }
    }
    return new TopicShape(places);
  }

  /**
   * All topics that a template can make; a level that is only partly a name counts as any.
   *
   * @param gateway what stands for {gateway}, as it stands in topics
   */
  static TopicShape ofTemplate(String template, String gateway) {
    List<Place> places = new ArrayList<>();
    for (String level : template.replace("{gateway}", gateway).split("/", -1)) {
      if (level.contains("{device}")) {
        // The name of a device may have slashes.
        places.add(new One());
        places.add(new Any());
      } else {
        places.add(level.contains("{signal}") ? new One() : new Text(level));
      }
    }
    return new TopicShape(places);
  }

  /** True if some topic is in both. */
  boolean meets(TopicShape other) {
    return !hidden(this, other) && !hidden(other, this) && meets(0, other, 0);
  }

  /** A wildcard at the start does not stand for topics with a $. */
  private static boolean hidden(TopicShape wild, TopicShape special) {
    return !(wild.places.getFirst() instanceof Text)
        && special.places.getFirst() instanceof Text(String text)
        && text.startsWith("$");
  }

  private boolean meets(int i, TopicShape other, int j) {
    boolean end = i == places.size();
    boolean otherEnd = j == other.places.size();
    if (!end && places.get(i) instanceof Any) {
      return meets(i + 1, other, j) || (!otherEnd && meets(i, other, j + 1));
    }
    if (!otherEnd && other.places.get(j) instanceof Any) {
      return meets(i, other, j + 1) || (!end && meets(i + 1, other, j));
    }
    if (end || otherEnd) {
      return end && otherEnd;
    }
    boolean same =
        !(places.get(i) instanceof Text(String text))
            || !(other.places.get(j) instanceof Text(String otherText))
            || text.equals(otherText);
    return same && meets(i + 1, other, j + 1);
  }

  /** True if this topic is in it; a topic is a filter without wildcards. */
  boolean has(String topic) {
    return meets(ofTopic(topic));
  }

  private static TopicShape ofTopic(String topic) {
    List<Place> places = new ArrayList<>();
    for (String level : topic.split("/", -1)) {
      places.add(new Text(level));
    }
    return new TopicShape(places);
  }
}
