package dev.sluice.mqtt.bridge;

import dev.sluice.config.Checks;
import dev.sluice.config.Complaint;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is wrong with settings for Azure IoT Hub, found before anything is connected. */
final class AzureIotHubChecks {

  private AzureIotHubChecks() {}

  /** Complains about settings that Azure IoT Hub does not take. */
  static void check(CloudKeys keys, Checks checks) {
    keys.checkUrls("Azure IoT Hub", true, Preset.AZURE_IOT_HUB, checks);
    checkKeys(keys, checks);
    String topic = keys.topic();
    checks.require(
        topic == null,
        "topic",
        "has no use with 'preset: azure-iot-hub', where device and signal are properties of the"
            + " message; remove it");
    String version = keys.version();
    checks.require(
        version == null || version.equals("3.1.1"),
        "version",
        "is not 3.1.1, the only one that Azure IoT Hub speaks; remove the line");
    checks.require(
        keys.qos() < 2,
        "qos",
        "is 2, on which Azure IoT Hub ends the connection; write 1, or remove the line");
    checks.require(
        !keys.retain(),
        "retain",
        "is true, but Azure IoT Hub keeps no message for subscribers; remove the line");
    long keepAlive = keys.keepAlive().toSeconds();
    checks.require(
        keepAlive <= AzureIotHub.MOST_KEEP_ALIVE,
        "keepAlive",
        "is " + keepAlive + "s; Azure IoT Hub takes at most " + AzureIotHub.MOST_KEEP_ALIVE + "s");
    for (String name : keys.ofLogin()) {
      checks.add(
          Complaint.about(
              "has no use with 'preset: azure-iot-hub', where user and token are made for each"
                  + " connection; write sasKeyFile or connectionStringFile instead",
              name));
    }
    checkDown(keys, checks);
  }

  /** A hub ends the connection of whoever subscribes to anything else. */
  private static void checkDown(CloudKeys keys, Checks checks) {
    String device = device(keys);
    String right =
        "devices/" + (device == null ? "DEVICE" : device) + "/" + AzureIotHub.DEVICE_BOUND;
    for (int i = 0; i < keys.down().size(); i++) {
      String topic = keys.down().get(i).topic();
      boolean fine =
          device == null
              ? topic.matches("devices/[^/+#{}]+/" + Pattern.quote(AzureIotHub.DEVICE_BOUND))
              : topic.equals(right);
      if (!fine) {
        checks.add(
            Complaint.about(
                    "is not the one topic on which Azure IoT Hub sends a device messages; write "
                        + right
                        + (device == null ? ", with the device's id" : ""),
                    "down",
                    i,
                    "topic")
                .involving("clientId", "connectionString", "connectionStringFile"));
      }
    }
  }

  /** The device as a topic has it; null if only a file says who it is, or a string that is none. */
  private static @Nullable String device(CloudKeys keys) {
    String text = keys.connectionString();
    if (text != null) {
      try {
        return HubDevice.parse(text).device();
      } catch (IllegalArgumentException e) {
        return null;
      }
    }
    if (keys.connectionStringFile() != null) {
      return null;
    }
    String own = keys.clientId();
    return own == null ? "{gateway}" : own;
  }

  private static void checkKeys(CloudKeys keys, Checks checks) {
    List<String> given = keys.ofAzure();
    boolean whole = keys.connectionString() != null || keys.connectionStringFile() != null;
    if (given.size() > 1) {
      checks.add(
          Complaint.about("stands beside " + given.getLast() + "; write one of them", given.get(0))
              .involving(given.getLast()));
    }
    if (given.isEmpty() && keys.cert() == null) {
      checks.add(
          Complaint.about(
                  "is azure-iot-hub, but nothing says who this gateway is; write"
                      + " connectionStringFile, or sasKeyFile, or cert and key",
                  "preset")
              .involving(
                  "sasKey", "sasKeyFile", "connectionString", "connectionStringFile", "cert"));
    }
    if (keys.cert() != null && (keys.sasKey() != null || keys.sasKeyFile() != null)) {
      checks.add(
          Complaint.about("stands beside cert; write a key or a certificate", given.get(0))
              .involving("cert"));
    }
    if (keys.url().isEmpty() && !whole) {
      checks.add(
          Complaint.about(
              "is missing; write the hub's name, like plant.azure-devices.net, or a"
                  + " connectionStringFile, which has it",
              "url"));
    }
    String key = keys.sasKey();
    checks.require(
        key == null || SasToken.isKey(key),
        "sasKey",
        "is no base64; copy the device's key whole, with the = at its end");
    checkString(keys, checks);
    String clientId = keys.clientId();
    if (clientId != null && whole) {
      checks.add(
          Complaint.about(
              "has no use beside a connection string, which names the device; remove it",
              "clientId"));
    } else {
      checks.require(
          clientId == null || HubDevice.isDevice(clientId),
          "clientId",
          "is no name that a device of a hub can have; write its device id");
    }
  }

  private static void checkString(CloudKeys keys, Checks checks) {
    String text = keys.connectionString();
    if (text == null) {
      return;
    }
    try {
      HubDevice device = HubDevice.parse(text);
      if (device.key() == null && keys.cert() == null) {
        checks.require(
            false,
            "connectionString",
            "has no SharedAccessKey; copy it whole, or write cert and key");
      } else if (device.key() != null && keys.cert() != null) {
        checks.add(
            Complaint.about(
                    "has a SharedAccessKey, but cert is given; write a key or a certificate",
                    "connectionString")
                .involving("cert"));
      }
    } catch (IllegalArgumentException e) {
      checks.require(false, "connectionString", String.valueOf(e.getMessage()));
    }
  }
}
