package dev.sluice.app;

import dev.sluice.config.ConsoleSection;
import dev.sluice.config.MqttSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a person should see once the gateway is up: where it listens, and how to claim it. */
final class Welcome {

  private Welcome() {}

  /**
   * The lines to log, in order.
   *
   * @param fingerprint of the certificate, where a listener has one
   * @param code the one-time code, while nobody owns the gateway
   */
  static List<String> lines(
      MqttSection mqtt,
      ConsoleSection console,
      Optional<String> fingerprint,
      Optional<String> code) {
    List<String> lines = new ArrayList<>();
    for (MqttSection.Listen listen : mqtt.listen()) {
      String place =
          listen.websocket()
              ? address("ws://", listen.bind(), listen.port(), "/mqtt")
              : address("", listen.bind(), listen.port(), "");
      lines.add("  MQTT     " + place + (listen.proxy() ? ", for a proxy" : ""));
    }
    for (ConsoleSection.Listen listen : console.listen()) {
      String scheme = listen.tls() ? "https://" : "http://";
      lines.add("  console  " + address(scheme, listen.bind(), listen.port(), "/"));
    }
    fingerprint.ifPresent(
        print -> lines.add("           with the certificate of SHA-256 fingerprint " + print));
    code.ifPresent(
        text -> lines.add("  No owner yet: open the console and claim it with the code " + text));
    return lines;
  }

  private static String address(String scheme, String bind, int port, String path) {
    boolean everywhere = bind.equals("0.0.0.0") || bind.equals("::");
    String host = everywhere ? "localhost" : bind;
    return scheme
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + port
        + path
        + (everywhere ? " and every address of this machine" : "");
  }
}
