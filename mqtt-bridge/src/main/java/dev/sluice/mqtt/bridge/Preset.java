package dev.sluice.mqtt.bridge;

import dev.sluice.config.Checks;
import dev.sluice.config.Complaint;
import org.jspecify.annotations.Nullable;

/** A cloud whose addresses, credentials, topics and limits the bridge knows by itself. */
public enum Preset {
  /** AWS IoT Core: {@link AwsIot}. */
  AWS_IOT,
  /** Azure IoT Hub: {@link AzureIotHub}. */
  AZURE_IOT_HUB;

  /** The word for it in the configuration. */
  String word() {
    return this == AWS_IOT ? "aws-iot" : "azure-iot-hub";
  }

  /** The version of MQTT that is spoken: the one that is written, or the usual one. */
  static String version(@Nullable Preset preset, @Nullable String written) {
    return written != null ? written : preset == AZURE_IOT_HUB ? "3.1.1" : "5";
  }

  /** An address as it was meant: with a cloud, its host alone is enough. */
  static String meant(@Nullable Preset preset, String url) {
    if (preset == null) {
      return url;
    }
    String whole = url.contains("://") ? url : "mqtts://" + url;
    return preset == AZURE_IOT_HUB ? AzureIotHub.withPath(whole) : whole;
  }

  /** Complains about what the cloud, or a bridge without one, does not take. */
  static void check(@Nullable Preset preset, CloudKeys keys, Checks checks) {
    switch (preset) {
      case AWS_IOT -> AwsIotChecks.check(keys, checks);
      case AZURE_IOT_HUB -> AzureIotHubChecks.check(keys, checks);
      case null -> {
        for (String key : keys.ofAzure()) {
          checks.add(
              Complaint.about("is for 'preset: azure-iot-hub' only; write that, or remove it", key)
                  .involving("preset"));
        }
      }
    }
  }
}
