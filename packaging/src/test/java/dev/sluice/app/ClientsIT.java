package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The clients that people have: what they publish becomes a signal, what they subscribe to comes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ClientsIT {

  private Product product;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    product = new Product(folder, "").start();
  }

  @AfterAll
  void stop() {
    product.close();
  }

  private String port() {
    return String.valueOf(product.mqttPort());
  }

  private void mosquittoPub(String version, int qos, String topic, String payload, String... more)
      throws Exception {
    List<String> words =
        new ArrayList<>(List.of("mosquitto_pub", "-h", "127.0.0.1", "-p", port(), "-V", version));
    words.addAll(List.of("-q", String.valueOf(qos), "-t", topic, "-m", payload));
    words.addAll(List.of(more));
    Tool.run(words.toArray(String[]::new));
  }

  private Tool mosquittoSub(String version, int qos, String topic) throws Exception {
    // Line by line, or what it says about its subscription would stay in its buffer.
    return Tool.start(
        Path.of("."),
        Map.of(),
        "stdbuf",
        "-oL",
        "mosquitto_sub",
        "-d",
        "-h",
        "127.0.0.1",
        "-p",
        port(),
        "-V",
        version,
        "-q",
        String.valueOf(qos),
        "-t",
        topic,
        "-C",
        "1",
        "-F",
        "GOT %t %p qos=%q retained=%r");
  }

  @ParameterizedTest
  @CsvSource({
    "mqttv311,0",
    "mqttv311,1",
    "mqttv311,2",
    "mqttv5,0",
    "mqttv5,1",
    "mqttv5,2",
  })
  void mosquittoPublishesAndSubscribes(String version, int qos) throws Exception {
    Tool.assumeThere("mosquitto_pub", "mosquitto_sub", "stdbuf");
    String topic = "mosquitto/" + version + "/qos" + qos;
    try (Tool sub = mosquittoSub(version, qos, topic)) {
      sub.until("Subscribed (");

      mosquittoPub(version, qos, topic, "2" + qos + ".5");

      assertThat(sub.until("GOT")).isEqualTo("GOT %s 2%d.5 qos=%d retained=0", topic, qos, qos);
    }
    product.awaitLast(topic, "2" + qos + ".5");
    assertThat(product.get("/api/v1/history.csv?signal=" + topic).lines()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mqttv311", "mqttv5"})
  void mosquittoFindsWhatWasRetained(String version) throws Exception {
    Tool.assumeThere("mosquitto_pub", "mosquitto_sub", "stdbuf");
    String topic = "retained/" + version;
    mosquittoPub(version, 1, topic, "7", "-r");

    try (Tool sub = mosquittoSub(version, 1, topic)) {
      assertThat(sub.until("GOT")).isEqualTo("GOT %s 7 qos=1 retained=1", topic);
    }
    product.awaitLast(topic, "7");
  }

  @ParameterizedTest
  @CsvSource({"tcp,0", "tcp,1", "tcp,2", "ws,1"})
  void pahoForMqtt3PublishesAndSubscribes(String scheme, int qos) throws Exception {
    String topic = "paho3/" + scheme + "/qos" + qos;
    BlockingQueue<String> got = new LinkedBlockingQueue<>();
    try (MqttClient client = new MqttClient(address(scheme), "paho3-" + scheme + qos, null)) {
      MqttConnectOptions options = new MqttConnectOptions();
      options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
      client.connect(options);
      client.subscribe(
          topic, qos, (name, message) -> got.add(message + " qos=" + message.getQos()));

      client.publish(topic, ("3" + qos).getBytes(UTF_8), qos, false);

      assertThat(got.poll(20, TimeUnit.SECONDS)).isEqualTo("3" + qos + " qos=" + qos);
      client.disconnect();
    }
    product.awaitLast(topic, "3" + qos);
  }

  @ParameterizedTest
  @CsvSource({"tcp,0", "tcp,1", "tcp,2", "ws,1"})
  void pahoForMqtt5PublishesAndSubscribes(String scheme, int qos) throws Exception {
    String topic = "paho5/" + scheme + "/qos" + qos;
    BlockingQueue<String> got = new LinkedBlockingQueue<>();
    var client =
        new org.eclipse.paho.mqttv5.client.MqttClient(
            address(scheme), "paho5-" + scheme + qos, new MemoryPersistence());
    client.setTimeToWait(20_000);
    client.connect();
    client.subscribe(
        new MqttSubscription[] {new MqttSubscription(topic, qos)},
        new IMqttMessageListener[] {
          (name, message) ->
              got.add(new String(message.getPayload(), UTF_8) + " qos=" + message.getQos())
        });

    client.publish(topic, ("5" + qos).getBytes(UTF_8), qos, false);

    assertThat(got.poll(20, TimeUnit.SECONDS)).isEqualTo("5" + qos + " qos=" + qos);
    client.disconnect();
    client.close();
    product.awaitLast(topic, "5" + qos);
  }

  private String address(String scheme) {
    return scheme.equals("ws")
        ? "ws://127.0.0.1:" + product.webSocketPort() + "/mqtt"
        : "tcp://127.0.0.1:" + product.mqttPort();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void mqttJsPublishesAndSubscribesOverWebSocket(int version) throws Exception {
    Tool.assumeThere("node", "npm");
    String topic = "mqttjs/v" + version;

    try (Tool node =
        Tool.start(
            mqttJs(),
            Map.of(),
            "node",
            "client.mjs",
            address("ws"),
            String.valueOf(version),
            topic)) {
      for (int qos = 0; qos <= 2; qos++) {
        assertThat(node.until(topic)).isEqualTo("%s/qos%d %d qos=%d", topic, qos, 40 + qos, qos);
      }
      assertThat(node.process().waitFor()).isZero();
    }
    for (int qos = 0; qos <= 2; qos++) {
      product.awaitLast(topic + "/qos" + qos, String.valueOf(40 + qos));
    }
  }

  /** A folder with MQTT.js, of the version that the lock file names. */
  private static Path mqttJs() throws Exception {
    Path folder = Path.of("target", "mqttjs").toAbsolutePath();
    Path wanted = Path.of("src", "test", "mqttjs");
    Path lock = folder.resolve("package-lock.json");
    boolean installed =
        Files.isDirectory(folder.resolve("node_modules/mqtt"))
            && Files.mismatch(wanted.resolve("package-lock.json"), lock) == -1;
    Files.createDirectories(folder);
    for (String file : List.of("package.json", "package-lock.json", "client.mjs")) {
      Files.copy(wanted.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!installed) {
      Tool.run(
          "npm",
          "ci",
          "--prefix",
          folder.toString(),
          "--ignore-scripts",
          "--no-audit",
          "--no-fund");
    }
    return folder;
  }
}
