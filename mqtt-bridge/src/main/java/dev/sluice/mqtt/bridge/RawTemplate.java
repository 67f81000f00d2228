package dev.sluice.mqtt.bridge;

import org.jspecify.annotations.Nullable;

/** Makes the topic of a raw message: its own, with something before or behind it. */
final class RawTemplate {

  private static final String TOPIC = "{topic}";
  private static final String GATEWAY = "{gateway}";

  private final String before;
  private final String behind;

  private RawTemplate(String before, String behind) {
    this.before = before;
    this.behind = behind;
  }

  /**
   * A template without faults.
   *
   * @param gateway the gateway's name
   */
  static RawTemplate of(String template, String gateway) {
    StringBuilder name = new StringBuilder();
    TopicText.level(name, gateway);
    int at = template.indexOf(TOPIC);
    return new RawTemplate(
        template.substring(0, at).replace(GATEWAY, name),
        template.substring(at + TOPIC.length()).replace(GATEWAY, name));
  }

  /** What is wrong with a template, as goes on after its name; null if nothing is. */
  static @Nullable String fault(String template) {
    int at = template.indexOf(TOPIC);
    if (at < 0) {
      return "has no {topic}, so all messages would be one topic's; write one like"
          + " sites/{gateway}/{topic}";
    }
    String plain = template.substring(0, at) + "topic" + template.substring(at + TOPIC.length());
    if (plain.contains(TOPIC)) {
      return "has {topic} twice; write it once";
    }
    String rest = plain.replace(GATEWAY, "gateway");
    int brace = Math.max(rest.indexOf('{'), rest.indexOf('}'));
    return brace >= 0
        ? "has a name that no raw topic has; write {gateway} or {topic}"
        : TopicTemplate.fault(rest);
  }

  /** All topics of messages whose own fall under a filter. */
  TopicShape shape(String filter) {
    return TopicShape.ofFilterWithin(before, filter, behind);
  }

  /** The topic of a message. */
  String topic(String own) {
    return before + own + behind;
  }
}
