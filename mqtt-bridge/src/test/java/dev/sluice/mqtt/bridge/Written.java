package dev.sluice.mqtt.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.config.ConfigException;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.GatewayConfig;
import dev.sluice.config.Kinds;
import java.util.Map;
import java.util.Objects;

/** Settings as somebody writes them into the configuration. */
final class Written {

  private Written() {}

  /** The settings of an uplink, from its keys in YAML. */
  static MqttSettings settings(String keys) {
    String text = "gateway: {name: plant-7}\nuplinks:\n  cloud:\n    type: mqtt\n" + keys.indent(4);
    try {
      return (MqttSettings) Objects.requireNonNull(config(text).uplinks().get("cloud")).settings();
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** The whole configuration. */
  static GatewayConfig config(String text) throws ConfigException {
    return new ConfigLoader(Kinds.NONE.withUplinks(Map.of("mqtt", MqttSettings.class)))
        .parse("sluice.yaml", text.getBytes(UTF_8))
        .config();
  }
}
