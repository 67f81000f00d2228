package dev.sluice.mqtt.bridge;

import dev.sluice.config.Checks;
import dev.sluice.config.Complaint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Those settings of a bridge that a cloud has an opinion on, as they stand in the file: null is
 * what was left out.
 */
record CloudKeys(
    List<String> url,
    @Nullable String version,
    @Nullable String clientId,
    @Nullable String username,
    @Nullable String password,
    @Nullable String passwordFile,
    @Nullable String cert,
    @Nullable String key,
    @Nullable String topic,
    int qos,
    boolean retain,
    Duration keepAlive,
    @Nullable String sasKey,
    @Nullable String sasKeyFile,
    @Nullable String connectionString,
    @Nullable String connectionStringFile,
    @Nullable String rawTopic,
    List<DownSettings> down) {

  /** The names of those that only Azure has, of what is there. */
  List<String> ofAzure() {
    List<String> names = new ArrayList<>();
    add(names, "sasKey", sasKey);
    add(names, "sasKeyFile", sasKeyFile);
    add(names, "connectionString", connectionString);
    add(names, "connectionStringFile", connectionStringFile);
    return names;
  }

  /** The names of user and password, of what is there. */
  List<String> ofLogin() {
    List<String> names = new ArrayList<>();
    add(names, "username", username);
    add(names, "password", password);
    add(names, "passwordFile", passwordFile);
    return names;
  }

  /** Without secrets. */
  @Override
  public String toString() {
    return "CloudKeys[url=" + url + ", clientId=" + clientId + "]";
  }

  /** Complains about addresses that are not MQTT in TLS, nor in a WebSocket if that is fine. */
  void checkUrls(String cloud, boolean webSocketToo, Preset preset, Checks checks) {
    for (int i = 0; i < url.size(); i++) {
      String reason = null;
      try {
        Address address = Address.parse(Preset.meant(preset, url.get(i)));
        if (!address.secure()) {
          reason =
              "has no TLS, without which "
                  + cloud
                  + " takes nothing; write mqtts://"
                  + (webSocketToo ? " or wss://" : "");
        } else if (address.webSocket() && !webSocketToo) {
          reason =
              "is a WebSocket, which "
                  + cloud
                  + " does not take with a certificate; write mqtts://, with port 443 if only that"
                  + " is open";
        }
      } catch (IllegalArgumentException e) {
        // Said where all addresses are looked at.
      }
      if (reason != null) {
        checks.add(
            url.size() == 1 ? Complaint.about(reason, "url") : Complaint.about(reason, "url", i));
      }
    }
  }

  private static void add(List<String> names, String name, @Nullable String value) {
    if (value != null) {
      names.add(name);
    }
  }
}
