package dev.sluice.mqtt.bridge;

import dev.sluice.config.Checks;
import dev.sluice.config.Complaint;
import dev.sluice.config.Glob;
import dev.sluice.config.Setting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages of one kind that may come down from another broker, and what they do here. */
public record DownSettings(
    @Setting(
            value =
                "The topic at the other broker, with + and # as wildcards and {gateway} for this gateway's name; for `write` with {device} and {signal} for what is to be set.",
            example = "sites/{gateway}/set/{device}/{signal}")
        String topic,
    @Setting(
            value =
                "The payload is a value for a signal: globs of the signals that may be set so. Nothing else can be.",
            example = "[\"press-1/setpoint\", \"oven/*\"]")
        List<String> write,
    @Setting(
            value =
                "The message goes to the clients of this gateway's own broker, on this topic. It has the wildcards of `topic` in the same order, each stands for what was there; or none.",
            example = "cmd/#")
        @Nullable String publish) {

  public DownSettings {
    write = List.copyOf(write);
    Checks checks = Checks.of(DownSettings.class);
    if (write.isEmpty() == (publish == null)) {
      checks.add(
          Complaint.about(
                  write.isEmpty()
                      ? "says not what is to be done; add write: [signals] or publish: topic"
                      : "is for write and for publish; write one of the two, or two entries",
                  "topic")
              .involving("write", "publish"));
    }
    String fault = DownTopic.fault(topic, publish == null);
    checks.require(fault == null, "topic", String.valueOf(fault));
    boolean globs = true;
    for (int i = 0; i < write.size(); i++) {
      try {
        new Glob(write.get(i));
      } catch (IllegalArgumentException e) {
        globs = false;
        checks.add(Complaint.about(String.valueOf(e.getMessage()), "write", i));
      }
    }
    if (fault == null && globs && publish == null && !write.isEmpty()) {
      checkDepths(checks, topic, write);
    }
    if (publish != null) {
      String local = DownTopic.localFault(publish, fault == null ? topic : null);
      checks.require(local == null, "publish", String.valueOf(local));
    }
    checks.done();
  }

  private static void checkDepths(Checks checks, String topic, List<String> write) {
    if (DownTopic.filters(topic, write, "{gateway}").size() > DownTopic.MOST_FILTERS) {
      checks.add(
          Complaint.about(
                  "has devices with too many different numbers of levels; write **/name instead",
                  "write")
              .involving("topic"));
    }
  }

  /** The filters to subscribe to; none covers another. */
  List<String> filters(String gateway) {
    return DownTopic.filters(topic, write, gateway);
  }
}
