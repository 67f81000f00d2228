package dev.sluice.mqtt.bridge;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which device of which hub this gateway is.
 *
 * @param hub the hub's full host name
 * @param through the host to connect to, if it is another: a gateway before the hub
 * @param key the device's key in base64; null if it comes with a certificate
 */
record HubDevice(String hub, @Nullable String through, String device, @Nullable String key) {

  private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9\\-.%_*?!(),:=@$']{1,128}");

  /**
   * Reads a device's connection string, as the hub's pages show it.
   *
   * @throws IllegalArgumentException whose message goes on after the setting's name, without
   *     anything of the text
   */
  static HubDevice parse(String text) {
    Map<String, String> parts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String part : text.strip().split(";", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
      } else if (!part.isBlank()) {
        throw new IllegalArgumentException(
            "is no connection string; copy it whole from the device's page, from HostName= on");
      }
    }
    if (parts.containsKey("SharedAccessKeyName")) {
      throw new IllegalArgumentException(
          "is the one of a policy of the hub; copy the one of a device from the device's page");
    }
    if (parts.containsKey("SharedAccessSignature")) {
      throw new IllegalArgumentException(
          "has a token that ends and cannot be renewed; copy the one with SharedAccessKey");
    }
    if (parts.containsKey("ModuleId")) {
      throw new IllegalArgumentException("is the one of a module; copy the one of a device");
    }
    String hub = parts.get("HostName");
    String device = parts.get("DeviceId");
    if (hub == null || hub.isEmpty() || device == null) {
      throw new IllegalArgumentException(
          "has no HostName or no DeviceId; copy it whole from the device's page");
    }
    if (!isDevice(device)) {
      throw new IllegalArgumentException("has a DeviceId that no device can have; copy it whole");
    }
    String key = parts.get("SharedAccessKey");
    if (key != null && !SasToken.isKey(key)) {
      throw new IllegalArgumentException(
          "has a SharedAccessKey that is no base64; copy it whole, with the = at its end");
    }
    return new HubDevice(hub.toLowerCase(Locale.ROOT), parts.get("GatewayHostName"), device, key);
  }

  /** True if a device of a hub can have this name. */
  static boolean isDevice(String name) {
    return DEVICE.matcher(name).matches();
  }

  /** What a token must be for. */
  String resource() {
    return hub + "/devices/" + device;
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "HubDevice[" + resource() + "]";
  }
}
