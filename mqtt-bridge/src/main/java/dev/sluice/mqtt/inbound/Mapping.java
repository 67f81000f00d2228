package dev.sluice.mqtt.inbound;

import dev.sluice.config.MqttSection.TopicMapping;
import dev.sluice.config.MqttSection.TopicMapping.Decimal;
import dev.sluice.config.MqttSection.TopicMapping.Payload;
import dev.sluice.config.MqttSection.TopicMapping.TimeFormat;
import dev.sluice.model.IdText;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A configured topic mapping, compiled; the built-in rule is one that sets nothing. */
final class Mapping {

  private final TopicPattern pattern;
  private final TopicMapping config;
  private final Pointer value;
  private final @Nullable Pointer time;
  private final @Nullable Pointer unit;

  private Mapping(TopicMapping config) {
    this.config = config;
    this.pattern = TopicPattern.of(config);
    this.value = Pointer.of(config.value());
    this.time = config.time() == null ? null : Pointer.of(config.time());
    this.unit = config.unitAt() == null ? null : Pointer.of(config.unitAt());
  }

  /** Compiles a mapping. */
  static Mapping of(TopicMapping config) {
    return new Mapping(config);
  }

  /** The rule for every topic that no mapping claims. */
  static Mapping builtIn() {
    return new Mapping(
        new TopicMapping(
            "#",
            Payload.AUTO,
            null,
            null,
            null,
            null,
            TimeFormat.AUTO,
            null,
            null,
            Decimal.POINT,
            1,
            0));
  }

  /** What a topic means by this mapping, or null if it is not its topic. */
  @Nullable Plan plan(String sender, String topic) {
    String[] levels = topic.split("/", -1);
    if (!pattern.matches(levels)) {
      return null;
    }
    for (int i = 0; i < levels.length; i++) {
      levels[i] = IdText.level(levels[i]);
    }
    String device = device(levels);
    String signal = signal(levels);
    // Without its last level, or without the one that names the signal, a topic names the device.
    int named = pattern.signalLevel() >= 0 ? pattern.signalLevel() : levels.length - 1;
    String rest = join(levels, level -> level != named);
    if (rest.isEmpty()) {
      rest = IdText.level(sender);
    }
    String whole = join(levels, level -> true);
    String tree = device != null ? device : pattern.signalLevel() >= 0 ? rest : whole;
    String leafDevice = device != null ? device : signal != null ? tree : rest;
    return new Plan(
        this, tree, signal, leafDevice, signal != null ? signal : unnamedSignal(levels));
  }

  private @Nullable String device(String[] levels) {
    if (pattern.deviceLevel() >= 0) {
      return levels[pattern.deviceLevel()];
    }
    return config.device() == null
        ? null
        : Arrays.stream(config.device().split("/", -1))
            .map(IdText::level)
            .collect(Collectors.joining("/"));
  }

  private @Nullable String signal(String[] levels) {
    if (pattern.signalLevel() >= 0) {
      return levels[pattern.signalLevel()];
    }
    return config.signal() == null ? null : IdText.level(config.signal());
  }

  /** The name of a single value when nothing names it. */
  private String unnamedSignal(String[] levels) {
    if (pattern.deviceLevel() != levels.length - 1) {
      return levels[levels.length - 1];
    }
    String token = value.lastToken();
    return token == null ? "value" : IdText.key(token);
  }

  private static String join(String[] levels, IntPredicate wanted) {
    return IntStream.range(0, levels.length)
        .filter(wanted)
        .mapToObj(i -> levels[i])
        .collect(Collectors.joining("/"));
  }

  Payload payload() {
    return config.payload();
  }

  /** True if the payload can only be read as JSON. */
  boolean needsJson() {
    return config.payload() == Payload.JSON
        || config.value() != null
        || time != null
        || unit != null;
  }

  /** True if a value must stand where the pointer points. */
  boolean pointsAtValue() {
    return config.value() != null;
  }

  Pointer value() {
    return value;
  }

  @Nullable Pointer time() {
    return time;
  }

  @Nullable Pointer unit() {
    return unit;
  }

  TimeFormat timeFormat() {
    return config.timeFormat();
  }

  @Nullable String fixedUnit() {
    return config.unit();
  }

  boolean decimalComma() {
    return config.decimal() == Decimal.COMMA;
  }

  boolean scales() {
    return config.scale() != 1 || config.offset() != 0;
  }

  /** The number in the signal's own unit; may be infinite. */
  double scaled(double number) {
    return number * config.scale() + config.offset();
  }
}
