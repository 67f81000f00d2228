package dev.sluice.config;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Makes records from YAML nodes. A broken setting does not end the work: a stand-in takes its place
 * so that the rest is checked, too.
 */
final class Binder {

  /** An honest file of 1 MiB does not hold more; aliases that multiply each other do. */
  static final int MAX_VALUES = 200_000;

  private final Problems problems;
  private final Nodes nodes;
  private final Kinds kinds;
  private int values;

  Binder(Problems problems, Kinds kinds) {
    this.problems = problems;
    this.nodes = new Nodes(problems);
    this.kinds = kinds;
  }

  /** What was made of a node: null if nothing, unsound if there are problems in it. */
  private record Bound(@Nullable Object value, boolean sound) {
    static final Bound NOTHING = new Bound(null, false);
  }

  /** Ends the work: aliases multiply the file beyond all measure. */
  static final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooMany() {
      super("too many values", null, false, false);
    }
  }

  /** The record made of a node, or null with problems. */
  <T extends Record> @Nullable T bind(Class<T> type, Node root) {
    return type.cast(value(new Shape.Section(type), root, root, "", "").value());
  }

  private Bound value(Shape shape, Node node, Node where, String name, String sample) {
    if (++values > MAX_VALUES) {
      throw new TooMany();
    }
    if (!nodes.untagged(node, name)) {
      return Bound.NOTHING;
    }
    return switch (shape) {
      case Shape.Scalar scalar -> {
        Object value = nodes.scalar(scalar, node, name, sample);
        yield new Bound(value, value != null);
      }
      case Shape.Items items -> items(items, node, name, sample);
      case Shape.Entries entries -> entries(entries, node, name, sample);
      case Shape.Section section -> {
        Map<String, NodeTuple> keys = nodes.keys(node, name, sample);
        yield keys == null ? Bound.NOTHING : record(section.type(), new Place(name, keys, where));
      }
    };
  }

  private Bound items(Shape.Items shape, Node node, String name, String sample) {
    if (node instanceof ScalarNode && shape.mayBeOne()) {
      Bound one = value(shape.item(), node, node, name, sample);
      return one.value() == null ? Bound.NOTHING : new Bound(List.of(one.value()), one.sound());
    }
    if (!(node instanceof SequenceNode list)) {
      nodes.noList(node, name, sample);
      return Bound.NOTHING;
    }
    List<Object> items = new ArrayList<>();
    int index = 0;
    for (Node item : list.getValue()) {
      String place = name + "[" + index++ + "]";
      Bound bound = value(shape.item(), item, item, place, sample(shape.item()));
      if (bound.sound() && bound.value() != null) {
        items.add(bound.value());
      }
    }
    // Complaints name places in the list, so it is whole or not at all.
    return items.size() == index ? new Bound(List.copyOf(items), true) : Bound.NOTHING;
  }

  private Bound entries(Shape.Entries shape, Node node, String name, String sample) {
    Map<String, NodeTuple> keys = nodes.keys(node, name, sample);
    if (keys == null) {
      return Bound.NOTHING;
    }
    Map<String, Object> entries = new LinkedHashMap<>();
    for (Map.Entry<String, NodeTuple> entry : keys.entrySet()) {
      NodeTuple tuple = entry.getValue();
      String inner = Complaint.join(name, entry.getKey());
      Node value = tuple.getValueNode();
      Bound bound = value(shape.value(), value, tuple.getKeyNode(), inner, sample(shape.value()));
      if (bound.value() != null) {
        entries.put(entry.getKey(), bound.value());
      }
    }
    // Entries are checked one by one, so a broken one does not silence complaints about others.
    return new Bound(Collections.unmodifiableMap(entries), true);
  }

  private static String sample(Shape shape) {
    return shape instanceof Shape.Scalar scalar ? scalar.kind().example : "";
  }

  private Bound record(Class<? extends Record> type, Place place) {
    Set<String> known = new LinkedHashSet<>();
    Set<String> broken = new HashSet<>();
    List<@Nullable Object> arguments = arguments(type, place, known, broken);
    Kinds.Completed completed = kinds.completing(type);
    if (completed != null) {
      Class<? extends Record> own =
          broken.contains(completed.key())
              ? null
              : kind(completed, String.valueOf(arguments.getFirst()), place);
      if (own == null) {
        return Bound.NOTHING;
      }
      Set<String> brokenOwn = new HashSet<>();
      List<@Nullable Object> ownArguments = arguments(own, place, known, brokenOwn);
      arguments.add(make(own, ownArguments, brokenOwn, place).value());
    }
    boolean stranger = refuseStrangers(place, known);
    Bound made = make(type, arguments, broken, place);
    return new Bound(made.value(), made.sound() && !stranger);
  }

  private List<@Nullable Object> arguments(
      Class<? extends Record> type, Place place, Set<String> known, Set<String> broken) {
    List<@Nullable Object> arguments = new ArrayList<>();
    for (Field field : Field.of(type)) {
      known.add(field.name());
      Bound bound = component(field, place);
      if (!bound.sound()) {
        broken.add(field.name());
      }
      arguments.add(bound.value() == null && !field.optional() ? standIn(field) : bound.value());
    }
    return arguments;
  }

  private Bound component(Field field, Place place) {
    NodeTuple entry = place.keys().get(field.name());
    if (entry == null) {
      return absent(field, place);
    }
    String name = place.name(field.name());
    if (!Nodes.empty(entry.getValueNode())) {
      return value(field.shape(), entry.getValueNode(), entry.getKeyNode(), name, field.sample());
    }
    if (!(field.shape() instanceof Shape.Scalar)) {
      return absent(field, place);
    }
    String remove = field.required() ? "" : ", or remove the line";
    problems.add(
        entry.getKeyNode(), name + " has no value; write one, like " + field.sample() + remove);
    return Bound.NOTHING;
  }

  private Bound absent(Field field, Place place) {
    if (field.optional()) {
      return new Bound(null, true);
    }
    if (!field.setting().fallback().isEmpty()) {
      return new Bound(fallback(field), true);
    }
    return switch (field.shape()) {
      case Shape.Items _ -> new Bound(List.of(), true);
      case Shape.Entries _ -> new Bound(Map.of(), true);
      case Shape.Section section ->
          record(section.type(), new Place(place.name(field.name()), Map.of(), place.node()));
      case Shape.Scalar _ -> {
        String add = "; add one, like " + field.name() + ": " + field.sample();
        problems.add(place.node(), place.name() + " has no " + field.name() + add);
        yield Bound.NOTHING;
      }
    };
  }

  /** The default: written as in the file, so read by the same reader. */
  private Object fallback(Field field) {
    String text = field.setting().fallback();
    if (field.shape() instanceof Shape.Scalar scalar) {
      return scalar.parse(text);
    }
    Problems own = new Problems("the default of " + field.name());
    Node node = Yaml.compose(text, own);
    Object value =
        node == null
            ? null
            : new Binder(own, kinds).value(field.shape(), node, node, field.name(), "").value();
    if (value == null || !own.isEmpty()) {
      throw new IllegalStateException("a default cannot be read: " + own.inOrder());
    }
    return value;
  }

  /** Something valid in the place of a broken setting, so that its record can be made; or null. */
  private @Nullable Object standIn(Field field) {
    if (!field.setting().fallback().isEmpty()) {
      return fallback(field);
    }
    return switch (field.shape()) {
      case Shape.Items _ -> List.of();
      case Shape.Entries _ -> Map.of();
      case Shape.Scalar scalar when scalar.kind() == Shape.Scalar.Kind.CHOICE ->
          scalar.type().getEnumConstants()[0];
      case Shape.Scalar scalar -> scalar.parse(field.sample());
      case Shape.Section section ->
          new Binder(new Problems(""), kinds).bind(section.type(), Yaml.NOTHING);
    };
  }

  private @Nullable Class<? extends Record> kind(
      Kinds.Completed completed, String kind, Place place) {
    Set<String> all = completed.byKind().keySet();
    Class<? extends Record> own = completed.byKind().get(kind);
    if (own == null) {
      String known = all.isEmpty() ? "no " + completed.sort() : String.join(", ", all);
      String meant = Suggestion.closest(kind, all);
      String advice = meant == null ? "this gateway knows " + known : "did you mean " + meant + "?";
      String reason = place.name(completed.key()) + " is " + Shown.of(kind) + "; " + advice;
      problems.add(place.of(completed.key()), reason);
    }
    return own;
  }

  private boolean refuseStrangers(Place place, Set<String> known) {
    boolean any = false;
    for (Map.Entry<String, NodeTuple> entry : place.keys().entrySet()) {
      if (!known.contains(entry.getKey())) {
        any = true;
        String meant = Suggestion.closest(entry.getKey(), known);
        String advice =
            meant == null
                ? "remove it, the settings here are " + String.join(", ", known)
                : "did you mean " + meant + "?";
        String name = place.name(entry.getKey());
        problems.add(entry.getValue().getKeyNode(), name + " is not a setting; " + advice);
      }
    }
    return any;
  }

  private Bound make(
      Class<? extends Record> type,
      List<@Nullable Object> arguments,
      Set<String> broken,
      Place place) {
    List<Field> settings = Field.of(type);
    for (int i = 0; i < arguments.size(); i++) {
      boolean optional = i < settings.size() && settings.get(i).optional();
      if (arguments.get(i) == null && !optional) {
        return Bound.NOTHING;
      }
    }
    try {
      return new Bound(Canonical.make(type, arguments), broken.isEmpty());
    } catch (InvocationTargetException failure) {
      if (failure.getCause() instanceof SettingException checked) {
        report(checked, broken, place);
      } else if (failure.getCause() instanceof IllegalArgumentException refused) {
        if (broken.isEmpty()) {
          problems.add(place.node(), place.name() + ": " + refused.getMessage());
        }
      } else {
        throw new IllegalStateException(type + " cannot check its settings", failure.getCause());
      }
      return Bound.NOTHING;
    }
  }

  /** A stand-in is nobody's mistake: complaints in which one plays a part are left out. */
  private void report(SettingException checked, Set<String> broken, Place place) {
    for (Complaint complaint : checked.complaints()) {
      boolean fair =
          !broken.contains(String.valueOf(complaint.path().getFirst()))
              && Collections.disjoint(complaint.involved(), broken);
      if (fair) {
        place.report(complaint, problems);
      }
    }
  }
}
