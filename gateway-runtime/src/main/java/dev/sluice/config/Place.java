package dev.sluice.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Where a record stands in the file.
 *
 * @param name its name from the root, empty for the root
 * @param keys its settings
 * @param node what problems of the record as a whole point to
 */
record Place(String name, Map<String, NodeTuple> keys, Node node) {

  /** The full name of one of its settings. */
  String name(String key) {
    return Complaint.join(name, key);
  }

  /** The node of one of its settings, or the record's if it is not in the file. */
  Node of(String key) {
    NodeTuple entry = keys.get(key);
    return entry == null ? node : shown(entry);
  }

  /** Adds what a record's constructor complained about, at the setting that is in the file. */
  void report(Complaint complaint, Problems problems) {
    Complaint chosen = complaint;
    for (Complaint next = complaint; next != null; next = next.otherwise()) {
      if (locate(next).complete()) {
        chosen = next;
        break;
      }
    }
    String full = Complaint.name(name, chosen.path());
    problems.add(locate(chosen).node(), full + " " + chosen.reason());
  }

  /** The node nearest to a setting, and whether it is the setting's own. */
  private record Spot(Node node, boolean complete) {}

  private Spot locate(Complaint complaint) {
    Node marked = node;
    Node inside = null;
    for (Object step : complaint.path()) {
      if (step instanceof Integer index) {
        if (!(inside instanceof SequenceNode list) || index >= list.getValue().size()) {
          return new Spot(marked, false);
        }
        inside = list.getValue().get(index);
        marked = inside;
      } else {
        NodeTuple entry = inside == null ? keys.get((String) step) : find(inside, (String) step);
        if (entry == null) {
          return new Spot(marked, false);
        }
        inside = entry.getValueNode();
        marked = shown(entry);
      }
    }
    return new Spot(marked, true);
  }

  private static @Nullable NodeTuple find(Node node, String key) {
    if (node instanceof MappingNode map) {
      for (NodeTuple entry : map.getValue()) {
        if (entry.getKeyNode() instanceof ScalarNode text && text.getValue().equals(key)) {
          return entry;
        }
      }
    }
    return null;
  }

  /** A plain value is shown itself, a block of lines by its key. */
  private static Node shown(NodeTuple entry) {
    return entry.getValueNode() instanceof ScalarNode ? entry.getValueNode() : entry.getKeyNode();
  }
}
