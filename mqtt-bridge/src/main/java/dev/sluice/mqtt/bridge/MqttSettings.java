package dev.sluice.mqtt.bridge;

import dev.sluice.config.Checks;
import dev.sluice.config.Complaint;
import dev.sluice.config.MessageCarrier;
import dev.sluice.config.Setting;
import dev.sluice.config.SoleClient;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of a bridge to another MQTT broker. */
public record MqttSettings(
    @Setting(
            value =
                "The broker: mqtt://, mqtts:// (TLS), ws:// or wss:// (WebSocket). Of a list, the first that can be reached is taken. With a preset a host alone is enough.",
            example = "mqtts://broker.example:8883")
        List<String> url,
    @Setting(
            value =
                "The version of MQTT: 5 or 3.1.1. By default 5, with 'preset: azure-iot-hub' 3.1.1.",
            example = "3.1.1")
        @Nullable String version,
    @Setting(
            value =
                "By what name the broker knows this gateway; by default the gateway's name and the uplink's, with a preset the gateway's name alone. No other client may have it.",
            example = "plant-7-head-office")
        @Nullable String clientId,
    @Setting(value = "The user.", example = "plant-7") @Nullable String username,
    @Setting(value = "The user's password.", example = "secret") @Nullable String password,
    @Setting(
            value = "A file whose first line is the password; keeps it out of this file.",
            example = "/etc/sluice/head-office.password")
        @Nullable String passwordFile,
    @Setting(
            value =
                "A PEM file with the certificates of the authorities that may vouch for the broker, instead of the system's.",
            example = "/etc/sluice/ca.pem")
        @Nullable String ca,
    @Setting(
            value = "A PEM file with this gateway's certificate, for brokers that ask for one.",
            example = "/etc/sluice/gateway.pem")
        @Nullable String cert,
    @Setting(
            value = "A PEM file with the private key of cert.",
            example = "/etc/sluice/gateway-key.pem")
        @Nullable String key,
    @Setting(
            value =
                "The SHA-256 of the broker's certificate or of its public key. Without ca it alone decides, whatever name is in the certificate.",
            example = "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
        @Nullable String pin,
    @Setting(
            value =
                "The topic, with places for {gateway}, {device} and {signal}; by default {gateway}/{device}/{signal}, with 'per: device' {gateway}/{device}.",
            example = "sites/{gateway}/{device}/{signal}")
        @Nullable String topic,
    @Setting(
            value =
                "What makes one message: 'signal' each reading, 'device' all readings of one device and time.",
            fallback = "signal")
        Per per,
    @Setting(
            value =
                "The payload of a reading, with {value}, {time}, {millis}, {quality}, {reason}, {unit}, {gateway}, {device}, {signal} and {seq}; by default JSON with value, time and quality.",
            example = "'{\"v\": {value}, \"t\": {millis}}'")
        @Nullable String payload,
    @Setting(
            value =
                "Adds gateway, boot, seq and backfill to the JSON, for receivers that do not see the user properties of MQTT 5.",
            fallback = "false")
        boolean meta,
    @Setting(
            value =
                "Quality of service. With 1 and 2 a reading counts as delivered once the broker has confirmed it; with 0 once it is written to the connection, so it can be lost on the way.",
            fallback = "1",
            min = "0",
            max = "2")
        int qos,
    @Setting(
            value = "Whether the broker keeps the last message of each topic for new subscribers.",
            fallback = "false")
        boolean retain,
    @Setting(
            value =
                "How many messages may be under way without a confirmation; fewer if the broker wants it so. With MQTT 3.1.1 and QoS 2 it is one: brokers may drop what is beyond a limit they cannot tell.",
            fallback = "200",
            min = "1",
            max = "10000")
        int inflight,
    @Setting(
            value =
                "How often a quiet connection is tried, in whole seconds; one that does not answer is given up before twice as long.",
            fallback = "30s",
            min = "1s",
            max = "18h")
        Duration keepAlive,
    @Setting(
            value =
                "How long the broker may take to let this gateway in, or to confirm anything, before the connection is given up.",
            fallback = "30s",
            min = "1s",
            max = "10m")
        Duration timeout,
    @Setting(
            value =
                "A cloud whose addresses, topics, limits and way to log in are known: then few other settings are needed.",
            example = "aws-iot")
        @Nullable Preset preset,
    @Setting(
            value =
                "The most messages in a second; 0 = any number. By default 100 with a preset, else any number.",
            min = "0",
            max = "100000",
            example = "100")
        @Nullable Integer rate,
    @Setting(
            value = "With 'preset: azure-iot-hub': the device's symmetric key, in base64.",
            example = "c2VjcmV0")
        @Nullable String sasKey,
    @Setting(
            value =
                "With 'preset: azure-iot-hub': a file whose first line is the device's key; keeps it out of this file.",
            example = "/etc/sluice/azure.key")
        @Nullable String sasKeyFile,
    @Setting(
            value =
                "With 'preset: azure-iot-hub': the device's connection string, which tells hub, device and key.",
            example = "HostName=plant.azure-devices.net;DeviceId=plant-7;SharedAccessKey=c2VjcmV0")
        @Nullable String connectionString,
    @Setting(
            value =
                "With 'preset: azure-iot-hub': a file whose first line is the device's connection string.",
            example = "/etc/sluice/azure.connection")
        @Nullable String connectionStringFile,
    @Setting(
            value =
                "With 'preset: azure-iot-hub': how long a token counts. A new one is taken in good time, over a new connection.",
            fallback = "1h",
            min = "5s",
            max = "30d")
        Duration tokenLife,
    @Setting(
            value =
                "The topic of a raw message, with places for {gateway} and for its own, {topic}; by default its own.",
            example = "sites/{gateway}/{topic}")
        @Nullable String rawTopic,
    @Setting("What may come down from the broker, and what it does here; nothing else comes down.")
        List<DownSettings> down)
    implements MessageCarrier, SoleClient {

  /** What makes one message. */
  public enum Per {
    SIGNAL,
    DEVICE
  }

  public MqttSettings {
    url = List.copyOf(url);
    down = List.copyOf(down);
    Checks checks =
        Checks.of(MqttSettings.class)
            .require(
                !url.isEmpty() || preset == Preset.AZURE_IOT_HUB,
                "url",
                "is missing; write one, like mqtts://broker.example:8883")
            .require(
                version == null || version.equals("5") || version.equals("3.1.1"),
                "version",
                "is none that this gateway speaks; write 5 or 3.1.1")
            .text("clientId", clientId, 250)
            .text("username", username, 1000)
            .text("password", password, 10_000)
            .range("qos", qos)
            .range("inflight", inflight)
            .range("keepAlive", keepAlive)
            .range("timeout", timeout)
            .range("rate", rate)
            .range("tokenLife", tokenLife)
            .text("sasKey", sasKey, 1000)
            .text("connectionString", connectionString, 2000)
            .require(
                keepAlive.toMillisPart() == 0 && keepAlive.toNanosPart() % 1_000_000 == 0,
                "keepAlive",
                "is no whole number of seconds; write one, like 30s");
    file(checks, "passwordFile", passwordFile);
    file(checks, "ca", ca);
    file(checks, "cert", cert);
    file(checks, "key", key);
    file(checks, "sasKeyFile", sasKeyFile);
    file(checks, "connectionStringFile", connectionStringFile);
    checkUrls(checks, preset, url, secured(ca, cert, pin));
    if (password != null && passwordFile != null) {
      checks.add(
          Complaint.about("stands beside passwordFile; write one of the two", "password")
              .involving("passwordFile"));
    }
    if (preset == null && username == null && (password != null || passwordFile != null)) {
      checks.add(
          Complaint.about(
              "has no username; write one", password != null ? "password" : "passwordFile"));
    }
    if ((cert == null) != (key == null)) {
      String name = cert == null ? "key" : "cert";
      String other = cert == null ? "cert" : "key";
      checks.add(
          Complaint.about("stands without " + other + "; write both or none", name)
              .involving(other));
    }
    if (pin != null) {
      try {
        Pin.parse(pin);
      } catch (IllegalArgumentException e) {
        checks.require(false, "pin", String.valueOf(e.getMessage()));
      }
    }
    checkShape(checks, topic, per, payload);
    CloudKeys keys =
        new CloudKeys(
            url,
            version,
            clientId,
            username,
            password,
            passwordFile,
            cert,
            key,
            topic,
            qos,
            retain,
            keepAlive,
            sasKey,
            sasKeyFile,
            connectionString,
            connectionStringFile,
            rawTopic,
            down);
    Preset.check(preset, keys, checks);
    Loops.check(checks, down, topic, per, Preset.version(preset, version));
    String rawFault = rawTopic == null ? null : RawTemplate.fault(rawTopic);
    checks.require(rawFault == null, "rawTopic", String.valueOf(rawFault));
    checks.done();
  }

  private static boolean secured(@Nullable String ca, @Nullable String cert, @Nullable String pin) {
    return ca != null || cert != null || pin != null;
  }

  private static void checkUrls(
      Checks checks, @Nullable Preset preset, List<String> urls, boolean secured) {
    boolean anySecure = urls.isEmpty();
    for (int i = 0; i < urls.size(); i++) {
      try {
        anySecure |= Address.parse(Preset.meant(preset, urls.get(i))).secure();
      } catch (IllegalArgumentException e) {
        anySecure = true;
        String reason = String.valueOf(e.getMessage());
        checks.add(
            urls.size() == 1 ? Complaint.about(reason, "url") : Complaint.about(reason, "url", i));
      }
    }
    checks.require(
        anySecure || !secured || preset != null,
        "url",
        "has no TLS, but ca, cert or pin is given; write mqtts:// or wss://, or remove those");
  }

  private static void file(Checks checks, String name, @Nullable String file) {
    checks.text(name, file, 1000);
    checks.require(
        file == null || file.startsWith("/"),
        name,
        "is no full path; write it from the root on, like /etc/sluice/file.pem");
  }

  private static void checkShape(
      Checks checks, @Nullable String topic, Per per, @Nullable String payload) {
    String payloadFault = payload == null ? null : PayloadTemplate.fault(payload);
    checks.require(payloadFault == null, "payload", String.valueOf(payloadFault));
    if (payload != null && per == Per.DEVICE) {
      checks.add(
          Complaint.about("has no use with 'per: device'; remove one of the two", "payload")
              .involving("per"));
    }
    if (topic == null) {
      return;
    }
    String fault = TopicTemplate.fault(topic);
    checks.require(fault == null, "topic", String.valueOf(fault));
    if (fault != null || payloadFault != null) {
      return;
    }
    TopicTemplate template = TopicTemplate.parse(topic);
    if (per == Per.DEVICE && template.has("signal")) {
      checks.add(
          Complaint.about(
                  "has {signal}, but with 'per: device' a message has many; remove it", "topic")
              .involving("per"));
    }
    for (String name : per == Per.DEVICE ? List.of("device") : List.of("device", "signal")) {
      boolean told =
          template.has(name) || (payload != null && PayloadTemplate.parse(payload).has(name));
      if (!told) {
        checks.add(
            Complaint.about(
                    "has no {"
                        + name
                        + "}, so nobody could tell one "
                        + name
                        + " from another; write it",
                    "topic")
                .involving("per", "payload"));
      }
    }
  }

  /** The brokers, in the order in which they are tried. */
  List<Address> addresses() {
    return url.stream().map(one -> Address.parse(Preset.meant(preset, one))).toList();
  }

  /** A hub has one topic for all that a device sends. */
  @Override
  public boolean carriesMessages() {
    return preset != Preset.AZURE_IOT_HUB;
  }

  @Override
  public List<Complaint> againstRaw(List<String> raw, String gateway) {
    return Loops.ofRaw(this, raw, gateway);
  }

  @Override
  public List<String> seats(String uplink, String gateway) {
    return Seats.of(this, uplink, gateway);
  }

  @Override
  public String seatSetting() {
    return Seats.setting(this);
  }

  /** The version of MQTT that is spoken: 5 or 3.1.1. */
  String spoken() {
    return Preset.version(preset, version);
  }

  /** The topic, or what it is by default. */
  TopicTemplate topicTemplate() {
    return TopicTemplate.parse(topicText());
  }

  /** The text of the topic, or of what it is by default. */
  String topicText() {
    return topic == null ? defaultTopic(per) : topic;
  }

  static String defaultTopic(Per per) {
    return per == Per.DEVICE ? "{gateway}/{device}" : "{gateway}/{device}/{signal}";
  }

  /** What makes the topic of a raw message, or what it is by default. */
  String rawTemplate() {
    return rawTopic == null ? "{topic}" : rawTopic;
  }

  /** Without secrets, since records are written to logs. */
  @Override
  public String toString() {
    return "MqttSettings[preset="
        + preset
        + ", url="
        + url
        + ", version="
        + version
        + ", clientId="
        + clientId
        + ", username="
        + username
        + ", topic="
        + topic
        + ", per="
        + per
        + ", qos="
        + qos
        + "]";
  }
}
