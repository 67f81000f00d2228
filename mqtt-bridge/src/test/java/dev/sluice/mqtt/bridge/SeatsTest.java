package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.ConfigException;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SeatsTest {

  private static final String AWS = "preset: aws-iot, cert: /c.pem, key: /k.pem, url: ";
  private static final String KEY =
      Base64.getEncoder().encodeToString("key".getBytes(java.nio.charset.StandardCharsets.UTF_8));
  private static final String HUB = "preset: azure-iot-hub, sasKey: " + KEY + ", url: ";
  private static final String STRING =
      "preset: azure-iot-hub, connectionString: 'HostName=h.azure-devices.net;SharedAccessKey="
          + KEY
          + ";DeviceId=";

  private static void load(String one, String other) throws ConfigException {
    Written.config(
        "gateway: {name: plant-7}\nuplinks:\n  one: {type: mqtt, "
            + one
            + "}\n  two: {type: mqtt, "
            + other
            + "}\n");
  }

  private static void clash(String one, String other, String setting, String seat) {
    assertThatThrownBy(() -> load(one, other))
        .hasMessageContaining("sluice.yaml:4:")
        .hasMessageContaining("uplinks.two." + setting + " makes this uplink " + seat)
        .hasMessageContaining("like the uplink \"one\"")
        .hasMessageContaining("; write another one, or 'enabled: false'");
  }

  private static void fine(String one, String other) {
    assertThatCode(() -> load(one, other)).doesNotThrowAnyException();
  }

  @Test
  void oneClientOfABrokerIsOneUplink() {
    String seat = "the client 'x' of b:1883";
    clash("url: mqtt://b, clientId: x", "url: mqtt://B:1883, clientId: x", "clientId", seat);
    clash("url: [mqtt://a, mqtt://b], clientId: x", "url: mqtt://b, clientId: x", "clientId", seat);
    clash(
        "url: mqtt://b, clientId: plant-7-two",
        "url: mqtt://b",
        "clientId",
        "the client 'plant-7-two' of b:1883");
    fine("url: mqtt://b", "url: mqtt://b");
    fine("url: mqtt://b, clientId: x", "url: mqtt://b, clientId: y");
    fine("url: mqtt://b, clientId: x", "url: mqtt://b:1884, clientId: x");
    fine("url: mqtt://b, clientId: x", "url: mqtt://b, clientId: x, enabled: false");
  }

  @Test
  void whatAPresetTakesForANameCountsToo() {
    clash(AWS + "a.aws", AWS + "mqtts://a.aws:443", "clientId", "the client 'plant-7' of a.aws");
    fine(AWS + "a.aws", AWS + "a.aws, clientId: other");
    fine(AWS + "a.aws", AWS + "b.aws");
    String seat = "the client 'plant-7' of h.azure-devices.net";
    clash(HUB + "h.azure-devices.net", HUB + "h.azure-devices.net", "clientId", seat);
    clash(HUB + "h.azure-devices.net", STRING + "plant-7'", "connectionString", seat);
    fine(STRING + "d-1'", STRING + "d-2'");
    String file = "preset: azure-iot-hub, connectionStringFile: /etc/sluice/azure";
    clash(file, file, "connectionStringFile", "the device of /etc/sluice/azure");
    fine(file, file + "2");
  }
}
