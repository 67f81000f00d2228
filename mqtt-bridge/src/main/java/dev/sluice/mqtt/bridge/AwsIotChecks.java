package dev.sluice.mqtt.bridge;

import dev.sluice.config.Checks;
import dev.sluice.config.Complaint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is wrong with settings for AWS IoT Core, found before anything is connected. */
final class AwsIotChecks {

  /** In one SUBSCRIBE. */
  private static final int MOST_FILTERS = 8;

  private AwsIotChecks() {}

  /** Complains about settings that AWS IoT does not take. */
  static void check(CloudKeys keys, Checks checks) {
    keys.checkUrls("AWS IoT", false, Preset.AWS_IOT, checks);
    if (keys.cert() == null && keys.key() == null) {
      checks.add(
          Complaint.about(
                  "is aws-iot, which lets nobody in without a certificate; write its files in cert"
                      + " and key",
                  "preset")
              .involving("cert", "key"));
    }
    for (String name : keys.ofLogin()) {
      checks.add(
          Complaint.about(
              "has no use with 'preset: aws-iot', where the certificate tells who comes; remove it",
              name));
    }
    for (String name : keys.ofAzure()) {
      checks.add(Complaint.about("is for 'preset: azure-iot-hub' only; remove it", name));
    }
    checks.require(
        keys.qos() < 2, "qos", "is 2, which AWS IoT does not take; write 1, or remove the line");
    long keepAlive = keys.keepAlive().toSeconds();
    checks.require(
        keepAlive >= AwsIot.LEAST_KEEP_ALIVE && keepAlive <= AwsIot.MOST_KEEP_ALIVE,
        "keepAlive",
        "is " + keepAlive + "s; AWS IoT takes 30s to 20m");
    String clientId = keys.clientId();
    checks.require(
        clientId == null
            || clientId.getBytes(StandardCharsets.UTF_8).length <= AwsIot.MOST_CLIENT_ID,
        "clientId",
        "has more than "
            + AwsIot.MOST_CLIENT_ID
            + " bytes, the most that AWS IoT takes; shorten it");
    checkTopic("topic", keys.topic(), checks);
    checkTopic("rawTopic", keys.rawTopic(), checks);
    String topic = keys.topic();
    if (keys.retain() && topic != null && !keeps(topic)) {
      checks.add(
          Complaint.about(
                  "has no use with a topic that goes to a rule; write false, or another topic",
                  "retain")
              .involving("topic"));
    }
    checkDown(keys.down(), checks);
  }

  private static boolean keeps(String topic) {
    return !topic.startsWith(AwsIot.BASIC_INGEST);
  }

  private static void checkTopic(String name, @Nullable String topic, Checks checks) {
    if (topic == null) {
      return;
    }
    String own = AwsIot.own(topic);
    if (own == null) {
      checks.require(
          false,
          name,
          "begins with $, which AWS IoT keeps for itself; begin with another word, or with"
              + " $aws/rules/NAME/ to send to a rule");
      return;
    }
    String fault = sizeFault(own);
    checks.require(fault == null, name, String.valueOf(fault));
  }

  /** AWS IoT ends the connection of whoever subscribes to what it does not take. */
  private static void checkDown(List<DownSettings> down, Checks checks) {
    int filters = 0;
    for (int i = 0; i < down.size(); i++) {
      List<String> all = down.get(i).filters("{gateway}");
      filters += all.size();
      String fault =
          all.stream()
              .map(AwsIotChecks::filterFault)
              .filter(Objects::nonNull)
              .findFirst()
              .orElse(null);
      if (fault == null && filters > MOST_FILTERS) {
        fault =
            "is one too many: AWS IoT takes "
                + MOST_FILTERS
                + " subscriptions at once, and an entry of write has one for each number of levels"
                + " of its devices; join topics by + or #";
        filters = Integer.MIN_VALUE;
      }
      if (fault != null) {
        checks.add(Complaint.about(fault, "down", i, "topic"));
      }
    }
  }

  private static @Nullable String filterFault(String filter) {
    if (filter.startsWith(AwsIot.BASIC_INGEST)) {
      return "has topics that go to a rule and that nobody can subscribe to; write another one";
    }
    if (filter.startsWith("$") && !filter.startsWith("$aws/")) {
      return "begins with $, which AWS IoT keeps for itself; begin with another word, or with $aws/"
          + " for what it offers there";
    }
    return sizeFault(filter);
  }

  private static @Nullable String sizeFault(String topic) {
    int slashes = AwsIot.slashes(topic);
    if (slashes > AwsIot.MOST_SLASHES) {
      return "has " + slashes + " slashes; AWS IoT takes at most " + AwsIot.MOST_SLASHES;
    }
    int fixed = topic.replaceAll("\\{[a-z]*}", "x").getBytes(StandardCharsets.UTF_8).length;
    return fixed <= AwsIot.MOST_TOPIC
        ? null
        : "is too long; AWS IoT takes at most " + AwsIot.MOST_TOPIC + " bytes";
  }
}
