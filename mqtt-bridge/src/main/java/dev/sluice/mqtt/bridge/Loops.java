package dev.sluice.mqtt.bridge;

import dev.sluice.config.Checks;
import dev.sluice.config.Complaint;
import dev.sluice.mqtt.bridge.MqttSettings.Per;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds in the settings what would come down in a circle, or twice: topics of {@code down} that
 * meet each other, or those that are sent up.
 */
final class Loops {

  private static final String GATEWAY = "{gateway}";

  private Loops() {}

  /**
   * Complains. With MQTT 5 the broker leaves out what we sent ourselves, so only an entry that
   * stands for all of it is a mistake; with 3.1.1 every common topic is one.
   */
  static void check(
      Checks checks, List<DownSettings> down, @Nullable String topic, Per per, String version) {
    String up = topic == null ? MqttSettings.defaultTopic(per) : topic;
    boolean readable = TopicTemplate.fault(up) == null;
    for (int i = 0; i < down.size(); i++) {
      if (readable && returns(down.get(i), up, GATEWAY, version)) {
        checks.add(
            Complaint.about(
                    "is also a topic to which readings are sent ("
                        + up
                        + "), so they would come back; begin one of the two with another word",
                    "down",
                    i,
                    "topic")
                .involving("topic", "per", "version"));
      }
      for (int j = 0; j < i; j++) {
        if (meet(down.get(i), down.get(j))) {
          checks.add(
              Complaint.about(
                  "has topics in common with down["
                      + j
                      + "], so they would be dealt with twice; write topics that differ",
                  "down",
                  i,
                  "topic"));
          break;
        }
      }
    }
  }

  /**
   * Raw messages that are sent up and would come down again. With MQTT 5 the broker leaves out our
   * own, and what others send there is meant to come; with 3.1.1 each of ours would come back.
   */
  static List<Complaint> ofRaw(MqttSettings settings, List<String> raw, String gateway) {
    List<Complaint> complaints = new ArrayList<>();
    if (settings.spoken().equals("5")) {
      return complaints;
    }
    RawTemplate template = RawTemplate.of(settings.rawTemplate(), gateway);
    for (int i = 0; i < settings.down().size(); i++) {
      List<TopicShape> down =
          settings.down().get(i).filters(gateway).stream().map(TopicShape::ofFilter).toList();
      for (String filter : raw) {
        TopicShape up = template.shape(filter);
        if (down.stream().anyMatch(up::meets)) {
          complaints.add(
              Complaint.about(
                  "is also a topic to which raw messages are sent ("
                      + template.topic(filter)
                      + "), and with MQTT 3.1.1 each of them would come back once; begin one of the"
                      + " two with another word, as by rawTopic, or write version: 5",
                  "down",
                  i,
                  "topic"));
          break;
        }
      }
    }
    return complaints;
  }

  private static boolean meet(DownSettings one, DownSettings other) {
    List<TopicShape> others = other.filters(GATEWAY).stream().map(TopicShape::ofFilter).toList();
    return one.filters(GATEWAY).stream()
        .map(TopicShape::ofFilter)
        .anyMatch(shape -> others.stream().anyMatch(shape::meets));
  }

  /**
   * True if what is sent up would come down by this entry.
   *
   * @param up the template of topics that are sent up
   */
  static boolean returns(DownSettings down, String up, String gateway, String version) {
    StringBuilder name = new StringBuilder();
    TopicText.level(name, gateway);
    // Names that no entry has written out: they stand for whatever a device is called.
    String sample =
        up.replace("{gateway}", name).replace("{device}", "\uE001").replace("{signal}", "\uE002");
    TopicShape sent = TopicShape.ofTemplate(up, name.toString());
    return down.filters(gateway).stream()
        .map(TopicShape::ofFilter)
        .anyMatch(filter -> version.equals("5") ? filter.has(sample) : filter.meets(sent));
  }
}
