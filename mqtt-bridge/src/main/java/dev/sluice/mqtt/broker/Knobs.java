package dev.sluice.mqtt.broker;

import com.hivemq.configuration.service.InternalConfigurations;
import dev.sluice.config.MqttSection;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every setting of HiveMQ, in this one place: its config.xml, its internals, its folders. */
final class Knobs {

  /**
   * What MQTT 5 clients may have open, QoS 1 and 2 together. HiveMQ's default of 10 throttles them:
   * held acknowledgements come in batches, one commit apart.
   */
  static final int RECEIVE_MAXIMUM = 1000;

  /** A session without a client ends after a week: in memory it would otherwise stay for ever. */
  static final int SESSION_EXPIRY_SECONDS = 7 * 24 * 3600;

  /** MQTT 5 clients must show a sign of life once an hour, so that the dead ones are found. */
  private static final int KEEP_ALIVE_SECONDS = 3600;

  /** Longer client ids are refused: they become device names. */
  private static final int CLIENT_ID_LENGTH = 512;

  private static final int TOPIC_ALIASES = 16;

  private static final String KEY_STORE = "key.p12";

  private final MqttSection section;
  private final Path folder;
  private final @Nullable BrokerKey key;

  /**
   * Settings that are not written yet.
   *
   * @param key for listeners with TLS; without one there may be none
   */
  Knobs(MqttSection section, Path folder, @Nullable BrokerKey key) {
    this.section = section;
    this.folder = folder;
    this.key = key;
  }

  Path config() {
    return folder.resolve("conf");
  }

  Path data() {
    return folder.resolve("data");
  }

  /** A path of its own: HiveMQ wants it absolute, and XML wants no markup in it. */
  private String keyStore() {
    return folder
        .toAbsolutePath()
        .resolve(KEY_STORE)
        .toString()
        .replace("&", "&amp;")
        .replace("<", "&lt;");
  }

  Path extensions() {
    return folder.resolve("extensions");
  }

  /** Empties the folder, writes the configuration and turns the internal knobs. */
  void turn() throws IOException {
    empty(folder);
    Files.createDirectories(config());
    Files.createDirectories(data());
    Files.createDirectories(extensions());
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    if (key != null) {
      key.write(folder.resolve(KEY_STORE));
    }
    Files.writeString(config().resolve("config.xml"), xml());
    // HiveMQ asks the machine about itself through JNA, which unpacks a library somewhere.
    System.setProperty("jna.tmpdir", temporary.toString());
    internals();
  }

  private static void internals() {
    int cores = Runtime.getRuntime().availableProcessors();
    // Nothing is stored, so there is nothing to wait for at the end.
    InternalConfigurations.PERSISTENCE_SHUTDOWN_GRACE_PERIOD_MSEC.set(0);
    InternalConfigurations.JMX_REPORTER_ENABLED.set(false);
    // Everything of one client runs on one of these; the tap never blocks, so cores are enough.
    InternalConfigurations.EXTENSION_TASK_QUEUE_EXECUTOR_THREADS_COUNT.set(cores);
    // QoS 0 messages waiting for slow subscribers: a sixteenth of the heap, not a quarter.
    InternalConfigurations.QOS_0_MEMORY_HARD_LIMIT_DIVISOR.set(16);
    InternalConfigurations.QOS_0_MEMORY_LIMIT_PER_CLIENT_BYTES.set(1 << 20);
  }

  /** Belt and braces beside our authenticator: without one, nobody comes in. After build(). */
  void denyUnauthenticated() {
    InternalConfigurations.AUTH_DENY_UNAUTHENTICATED_CONNECTIONS.set(true);
  }

  String xml() {
    StringBuilder xml = new StringBuilder(2048);
    xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<hivemq>\n  <listeners>\n");
    for (MqttSection.Listen listen : section.listen()) {
      listener(xml, listen);
    }
    MqttSection.Limits limits = section.limits();
    xml.append("  </listeners>\n")
        .append("  <mqtt>\n    <queued-messages>\n")
        .append("      <max-queue-size>")
        .append(limits.subscriberQueue())
        .append("</max-queue-size>\n")
        // A subscriber that is behind wants to know how it is now.
        .append("      <strategy>discard-oldest</strategy>\n    </queued-messages>\n")
        .append(enabled("retained-messages"))
        .append(enabled("wildcard-subscriptions"))
        .append(enabled("subscription-identifier"))
        .append(enabled("shared-subscriptions"))
        .append("    <topic-alias><enabled>true</enabled><max-per-client>")
        .append(TOPIC_ALIASES)
        .append("</max-per-client></topic-alias>\n")
        .append("    <session-expiry><max-interval>")
        .append(SESSION_EXPIRY_SECONDS)
        .append("</max-interval></session-expiry>\n")
        .append("    <keep-alive><max-keep-alive>")
        .append(KEEP_ALIVE_SECONDS)
        .append("</max-keep-alive><allow-unlimited>false</allow-unlimited></keep-alive>\n")
        .append("    <packets><max-packet-size>")
        .append(limits.packet().bytes())
        .append("</max-packet-size></packets>\n")
        .append("    <receive-maximum><server-receive-maximum>")
        .append(RECEIVE_MAXIMUM)
        .append("</server-receive-maximum></receive-maximum>\n  </mqtt>\n")
        .append("  <restrictions>\n    <max-connections>")
        .append(limits.connections())
        .append("</max-connections>\n    <max-client-id-length>")
        .append(CLIENT_ID_LENGTH)
        .append("</max-client-id-length>\n  </restrictions>\n")
        .append("  <anonymous-usage-statistics><enabled>false</enabled>")
        .append("</anonymous-usage-statistics>\n")
        .append("  <persistence><mode>in-memory</mode></persistence>\n</hivemq>\n");
    return xml.toString();
  }

  private static String enabled(String what) {
    return "    <" + what + "><enabled>true</enabled></" + what + ">\n";
  }

  private void listener(StringBuilder xml, MqttSection.Listen listen) {
    String kind = (listen.tls() ? "tls-" : "") + (listen.websocket() ? "websocket" : "tcp");
    xml.append("    <").append(kind).append("-listener>\n      <port>").append(listen.port());
    xml.append("</port>\n      <bind-address>").append(listen.bind());
    xml.append("</bind-address>\n      <name>").append(kind).append('-');
    xml.append(listen.port()).append("</name>\n");
    if (listen.websocket()) {
      xml.append("      <path>/mqtt</path>\n      <subprotocols>\n");
      for (String protocol : List.of("mqtt", "mqttv3.1")) {
        xml.append("        <subprotocol>").append(protocol).append("</subprotocol>\n");
      }
      xml.append("      </subprotocols>\n      <allow-extensions>true</allow-extensions>\n");
    }
    if (listen.tls()) {
      xml.append("      <tls>\n        <keystore><path>").append(keyStore());
      xml.append("</path><password>").append(BrokerKey.placeholder());
      xml.append("</password><private-key-password>").append(BrokerKey.placeholder());
      xml.append("</private-key-password></keystore>\n        <protocols>");
      xml.append("<protocol>TLSv1.3</protocol><protocol>TLSv1.2</protocol></protocols>\n");
      xml.append("        <client-authentication-mode>NONE</client-authentication-mode>\n");
      xml.append("      </tls>\n");
    }
    xml.append("    </").append(kind).append("-listener>\n");
  }

  private static void empty(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            if (!visited.equals(folder)) {
              Files.delete(visited);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
