package dev.sluice.config;

import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads single YAML nodes, and says what is wrong with one. */
final class Nodes {

  private final Problems problems;

  Nodes(Problems problems) {
    this.problems = problems;
  }

  /** True for {@code key:} with nothing behind it, and for {@code null} and {@code ~}. */
  static boolean empty(Node node) {
    return node instanceof ScalarNode text
        && text.isPlain()
        && (text.getValue().isEmpty()
            || text.getValue().equals("~")
            || text.getValue().equals("null"));
  }

  /** The keys of a map; null with a problem if it is none. Keys that are no text are left out. */
  @Nullable Map<String, NodeTuple> keys(Node node, String name, String sample) {
    if (empty(node)) {
      return Map.of();
    }
    if (!(node instanceof MappingNode map)) {
      String what = name.isEmpty() ? "the file" : name;
      String like = sample.isEmpty() ? "" : ", like " + sample;
      problems.add(node, what + " is " + found(node) + "; write keys with values" + like);
      return null;
    }
    Map<String, NodeTuple> keys = LinkedHashMap.newLinkedHashMap(map.getValue().size());
    for (NodeTuple entry : map.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        problems.add(
            entry.getKeyNode(), "a key is " + found(entry.getKeyNode()) + "; write a word");
        continue;
      }
      if (key.isPlain() && key.getValue().equals("<<")) {
        problems.add(key, "maps are not merged here; write the keys out, or alias the whole map");
        continue;
      }
      NodeTuple first = keys.putIfAbsent(key.getValue(), entry);
      if (first != null) {
        int line = first.getKeyNode().getStartMark().orElseThrow().getLine() + 1;
        String full = Complaint.join(name, key.getValue());
        problems.add(key, full + " stands twice, first in line " + line + "; remove one of them");
      }
    }
    return keys;
  }

  /** False with a problem if somebody gave the node a type of its own. */
  boolean untagged(Node node, String name) {
    Tag tag = node.getTag();
    boolean plain = tag.equals(Tag.STR) || tag.equals(Tag.MAP) || tag.equals(Tag.SEQ);
    if (!plain) {
      String what = name.isEmpty() ? "the file" : name;
      problems.add(node, what + " has the YAML tag " + Shown.of(tag.getValue()) + "; remove it");
    }
    return plain;
  }

  /** The value of a scalar; null with a problem if there is none. */
  @Nullable Object scalar(Shape.Scalar scalar, Node node, String name, String sample) {
    if (!(node instanceof ScalarNode text)) {
      String quotes = scalar.kind() == Shape.Scalar.Kind.TEXT ? ", in quotes" : "";
      String advice = "; write " + wanted(scalar, sample) + quotes;
      problems.add(node, name + " is " + found(node) + advice);
      return null;
    }
    if (!text.isPlain() && !scalar.mayBeQuoted()) {
      String found = " is the text " + Shown.of(text.getValue()) + " in quotes; ";
      problems.add(node, name + found + "write " + wanted(scalar, sample) + ", without quotes");
      return null;
    }
    try {
      return scalar.parse(text.getValue());
    } catch (RuntimeException unreadable) {
      boolean zone = scalar.kind() == Shape.Scalar.Kind.ZONE;
      Iterable<String> words = zone ? ZoneId.getAvailableZoneIds() : scalar.choices();
      String meant = Suggestion.closest(text.getValue(), words);
      String guess = meant == null ? "" : "; did you mean " + meant + "?";
      // Beside the zone that was meant, one that stands for them all would only confuse.
      String advice = zone && meant != null ? "" : "; write " + wanted(scalar, sample);
      problems.add(node, name + " is " + found(node) + advice + guess);
      return null;
    }
  }

  /** Adds that something else stands where a list should. */
  void noList(Node node, String name, String sample) {
    String like = sample.isEmpty() ? "" : ", like " + sample;
    problems.add(node, name + " is " + found(node) + "; write a list" + like);
  }

  private static String wanted(Shape.Scalar scalar, String sample) {
    return switch (scalar.kind()) {
      case CHOICE -> "one of " + String.join(", ", scalar.choices());
      case BOOL -> scalar.kind().wanted;
      default -> scalar.kind().wanted + ", like " + sample;
    };
  }

  private static String found(Node node) {
    return switch (node) {
      case ScalarNode text -> Shown.of(text.getValue());
      case SequenceNode _ -> "a list";
      default -> "a map";
    };
  }
}
