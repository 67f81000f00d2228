package dev.sluice.mqtt.bridge;

import dev.sluice.mqtt.bridge.Certificates.Signed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A mosquitto that is as strict as AWS IoT Core, as far as it can be: nobody comes in without a
 * certificate, whose name is the user; each client may publish below its own name and to rules; QoS
 * 1 at the most, 100 unconfirmed messages, payloads of 128 KiB. Beside that it has a plain listener
 * for those who look at what arrives.
 */
final class AwsMosquitto {

  private final Path folder;
  private final Certificates authority;
  private final Mosquitto mosquitto;
  private final int port;

  /**
   * One that is not started.
   *
   * @param host what its certificate is for
   */
  AwsMosquitto(Path folder, Certificates authority, String host) throws Exception {
    this.folder = folder;
    this.authority = authority;
    this.port = Mosquitto.freePort();
    this.mosquitto = new Mosquitto(folder).open();
    mayNot();
    Signed own = authority.server("aws", host);
    mosquitto.with(
        "acl_file " + folder.resolve("acl"),
        "message_size_limit " + (128 << 10),
        "max_inflight_messages 100",
        "max_keepalive 1200",
        "listener " + port + " 127.0.0.1",
        "max_qos 1",
        "cafile " + authority.file(),
        "certfile " + own.file(),
        "keyfile " + own.keyFile(),
        "require_certificate true",
        "use_identity_as_username true");
  }

  /** What everybody may do but these topics; counts from the next start on. */
  void mayNot(String... topics) throws Exception {
    List<String> acl = new ArrayList<>();
    acl.add("pattern write %c/#");
    acl.add("pattern write $aws/rules/ingest/%c/#");
    for (String topic : topics) {
      acl.add("pattern deny " + topic);
    }
    acl.add("user " + Mosquitto.READER);
    acl.add("topic read #");
    acl.add("topic read $aws/#");
    Files.write(folder.resolve("acl"), acl);
  }

  Mosquitto mosquitto() {
    return mosquitto;
  }

  /** Where it speaks TLS. */
  int port() {
    return port;
  }

  /** The keys of an uplink that lead here, but for its url. */
  String keys(Signed client) {
    return "preset: aws-iot\nca: "
        + authority.file()
        + "\ncert: "
        + client.file()
        + "\nkey: "
        + client.keyFile()
        + "\n";
  }
}
