package dev.sluice.mqtt.bridge;

import dev.sluice.model.SignalId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the topic of a reading: a text with places for gateway, device and signal. */
final class TopicTemplate {

  /** The longest template, in characters. */
  static final int LONGEST = 1000;

  private static final Set<String> NAMES = Set.of("gateway", "device", "signal");

  /** A piece of the template: plain text, or one of the names. */
  private record Piece(String text, boolean name) {}

  private final List<Piece> pieces;

  private TopicTemplate(List<Piece> pieces) {
    this.pieces = pieces;
  }

  /**
   * Reads a template without faults.
   *
   * @throws IllegalArgumentException whose message goes on after the setting's name
   */
  static TopicTemplate parse(String template) {
    String fault = fault(template);
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
    return new TopicTemplate(pieces(template));
  }

  /** What is wrong with a template, as goes on after its name; null if nothing is. */
  static @Nullable String fault(String template) {
    if (template.isEmpty()) {
      return "is empty; write one like {gateway}/{device}/{signal}";
    }
    if (template.length() > LONGEST) {
      return "has " + template.length() + " characters; write at most " + LONGEST;
    }
    if (template.indexOf('+') >= 0 || template.indexOf('#') >= 0) {
      return "has a wildcard, + or #, which only subscribers may use; write the level out";
    }
    for (int i = 0; i < template.length(); i++) {
      if (!TopicText.fine(template, i)) {
        return "has a character at place " + (i + 1) + " that no topic may have; remove it";
      }
    }
    for (String level : template.split("/", -1)) {
      if (level.isEmpty()) {
        return "has an empty level; remove the slash at its beginning or end, or one of //";
      }
    }
    if (template.equals("$share") || template.startsWith("$share/")) {
      return "begins with $share, which is for subscribers; begin with another word";
    }
    for (Piece piece : pieces(template)) {
      if (piece.name() && !NAMES.contains(piece.text())) {
        return "has the unknown name {" + piece.text() + "}; write {gateway}, {device} or {signal}";
      }
      if (!piece.name() && (piece.text().indexOf('{') >= 0 || piece.text().indexOf('}') >= 0)) {
        return "has a brace without its other one; write names like {device}";
      }
    }
    return null;
  }

  /** True if the template has this name in it. */
  boolean has(String name) {
    return pieces.contains(new Piece(name, true));
  }

  /** The topic of a reading. */
  String topic(String gateway, SignalId signal) {
    StringBuilder topic = new StringBuilder(64);
    for (Piece piece : pieces) {
      if (!piece.name()) {
        topic.append(piece.text());
        continue;
      }
      switch (piece.text()) {
        case "gateway" -> TopicText.level(topic, gateway);
        case "device" -> TopicText.levels(topic, signal.device());
        default -> TopicText.level(topic, signal.name());
      }
    }
    return topic.toString();
  }

  /** True if no topic can have this text, because it is longer than MQTT can say. */
  static boolean tooLong(String topic) {
    return topic.length() > 65_535 / 4 && topic.getBytes(StandardCharsets.UTF_8).length > 65_535;
  }

  private static List<Piece> pieces(String template) {
    List<Piece> pieces = new ArrayList<>();
    int from = 0;
    while (from < template.length()) {
      int open = template.indexOf('{', from);
      int close = open < 0 ? -1 : template.indexOf('}', open);
      if (close < 0) {
        pieces.add(new Piece(template.substring(from), false));
        break;
      }
      if (open > from) {
        pieces.add(new Piece(template.substring(from, open), false));
      }
      pieces.add(new Piece(template.substring(open + 1, close), true));
      from = close + 1;
    }
    return pieces;
  }
}
