package dev.sluice.mqtt.bridge;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** As whom the gateway comes to a broker. */
final class Login {

  private final MqttSettings settings;
  private final String clientId;

  /** A login; the client id is stable over restarts unless the settings name one. */
  Login(MqttSettings settings, String gateway, String uplink) {
    this.settings = settings;
    this.clientId = settings.clientId() != null ? settings.clientId() : gateway + "-" + uplink;
  }

  String clientId() {
    return clientId;
  }

  @Nullable String username() {
    return settings.username();
  }

  /** The password as it is now: a file is read each time. */
  byte @Nullable [] password() throws UnreachableException {
    String file = settings.passwordFile();
    String password = settings.password();
    if (file != null) {
      byte[] bytes = Pem.text("passwordFile", file).getBytes(StandardCharsets.ISO_8859_1);
      password = new String(bytes, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    }
    return password == null ? null : password.getBytes(StandardCharsets.UTF_8);
  }
}
