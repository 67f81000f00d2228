package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is sent at a broker upstream sets a device and reaches a client, if it is listed. */
@Timeout(300)
class DownIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void aCommandFromUpstreamReachesADeviceAndALocalClient() throws Exception {
    Tool.assumeThere("mosquitto");
    try (Upstream broker = Upstream.mosquitto(Files.createDirectory(folder.resolve("up"))).start();
        Product product =
            new Product(
                    folder,
                    """
                    devices:
                      boiler: {driver: sim, plant: boiler, every: 200ms}
                    uplinks:
                      office:
                        type: mqtt
                        url: "mqtt://127.0.0.1:%d"
                        topic: "sites/{gateway}/{device}/{signal}"
                        down:
                          - {topic: "sites/{gateway}/set/{device}/{signal}", write: ["boiler/setpoint"]}
                          - {topic: "sites/{gateway}/cmd/#", publish: "cmd/#"}
                    """
                        .formatted(broker.port()))
                .start();
        MqttClient sender = connected(broker.port(), "sender");
        MqttClient local = connected(product.mqttPort(), "local");
        AutoCloseable _ =
            () -> {
              sender.disconnect();
              local.disconnect();
            }) {
      List<String> heard = new CopyOnWriteArrayList<>();
      local.subscribe("cmd/#", 1, (topic, message) -> heard.add(topic + " " + message));
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(down(product).get("trouble").isNull()).isTrue());

      sender.publish("sites/test/set/boiler/setpoint", "61.5".getBytes(UTF_8), 1, false);
      product.awaitLast("boiler/setpoint", "61.5");
      sender.publish("sites/test/set/boiler/pressure", "1".getBytes(UTF_8), 1, false);
      sender.publish("sites/test/set/boiler/setpoint", "900".getBytes(UTF_8), 1, false);
      sender.publish("sites/test/cmd/valve/open", "now".getBytes(UTF_8), 1, false);
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(heard).containsExactly("cmd/valve/open now");
                assertThat(down(product).get("received").asInt()).isEqualTo(4);
                assertThat(down(product).get("refused").asInt()).isEqualTo(2);
              });
      JsonNode down = down(product);
      assertThat(down.get("written").asInt()).isEqualTo(1);
      assertThat(down.get("published").asInt()).isEqualTo(1);
      assertThat(down.get("refusedBy").toString())
          .isEqualTo("{\"not-listed\":1,\"not-writable\":1}");
      assertThat(down.get("lastRefusal").asText()).contains("cannot be set");
      // It is no reading, so it can neither be stored nor sent up.
      assertThat(product.json("/api/v1/signals?limit=100").toString()).doesNotContain("cmd/valve");
      assertThat(product.get("/metrics"))
          .contains("sluice_uplink_down_received_total{uplink=\"office\"} 4")
          .contains("cause=\"not-listed\",uplink=\"office\"} 1");
    }
  }

  private static JsonNode down(Product product) throws Exception {
    return product.json("/api/v1/uplinks/office").get("down");
  }

  private static MqttClient connected(int port, String id) throws Exception {
    MqttClient client = new MqttClient("tcp://127.0.0.1:" + port, id, new MemoryPersistence());
    client.setTimeToWait(20_000);
    client.connect();
    return client;
  }
}
