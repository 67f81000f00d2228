package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages of raw topics arrive upstream byte for byte, whoever was away meanwhile. */
@Timeout(300)
class RawTopicsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final String UPLINKS =
      """
      uplinks:
        office:
          type: mqtt
          url: "mqtt://127.0.0.1:%d"
          except: ["**"]
          raw: ["plant/cell/#", "video/+/meta"]
          rawTopic: "sites/{gateway}/{topic}"
        other: {type: mqtt, url: "mqtt://127.0.0.1:%d", topic: "readings/{device}/{signal}"}
      """;

  @TempDir Path folder;

  private final Random random = new Random(1);

  /** What was published on each topic, in its order, as hexadecimal digits. */
  private final Map<String, List<String>> published = new LinkedHashMap<>();

  private int next;

  @BeforeAll
  static void needsABroker() {
    Tool.assumeThere("mosquitto");
  }

  @Test
  void theyAreCompleteAndInOrderAfterAnOutageWithAKill() throws Exception {
    try (Upstream broker = Upstream.mosquitto(Files.createDirectory(folder.resolve("up"))).start();
        Whole receiver = new Whole(broker.port(), "receiver", "sites/test/#");
        Product product =
            new Product(folder, UPLINKS.formatted(broker.port(), broker.port())).start()) {
      acknowledged(publish(product, 100));
      awaitAll(receiver);

      Publishing underLoad = publish(product, 200);
      underLoad.tokens.get(underLoad.tokens.size() / 3).waitForCompletion(30_000);
      broker.stop();
      acknowledged(underLoad);
      product.kill();
      product.start();
      acknowledged(publish(product, 100));
      broker.start();
      receiver.again();
      awaitAll(receiver);
      acknowledged(publish(product, 50));
      awaitAll(receiver);

      published.forEach(
          (topic, payloads) ->
              assertThat(receiver.lanes("sites/test/" + topic))
                  .as("each lane of %s", topic)
                  .isNotEmpty()
                  .allSatisfy(lane -> assertThat(lane).isSubsetOf(payloads))
                  .allSatisfy(
                      lane ->
                          assertThat(lane.stream().map(payloads::indexOf).toList()).isSorted()));
      assertThat(receiver.got()).anyMatch(one -> !one.said("backfill").isEmpty());

      JsonNode ledger = product.ledger();
      assertThat(ledger.get("losses")).as("binary is wanted as it is").isEmpty();
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(status(product, "office")).contains(" 0 "));
      int messages = published.values().stream().mapToInt(List::size).sum();
      assertThat(account(product, "office").get("acknowledged").asInt()).isEqualTo(messages);
      assertThat(account(product, "other").get("filtered").asInt())
          .as("another uplink leaves messages out")
          .isEqualTo(messages);
      assertThat(status(product, "office")).endsWith("holds");
      assertThat(status(product, "other")).endsWith("holds");

      JsonNode signal = product.json("/api/v1/signals/$raw%2Fplant%2Fcell%2F7");
      assertThat(signal.get("kind").asText()).isEqualTo("message");
      assertThat(signal.at("/last/value").asText()).endsWith("bytes on plant/cell/7");
      assertThat(product.get("/api/v1/history.csv?signal=$raw%2Fplant%2Fcell%2F7").lines())
          .hasSize(1 + published.getOrDefault("plant/cell/7", List.of()).size());
      assertThat(product.json("/api/v1/history?agg=raw&signal=$raw%2Fplant%2Fcell%2F7"))
          .as("no bytes are shown")
          .allSatisfy(part -> assertThat(part.toString()).doesNotContain("\\u0000"));
    }
  }

  @Test
  void whatMqttSaysOfAMessageGoesAlong() throws Exception {
    try (Upstream broker = Upstream.mosquitto(Files.createDirectory(folder.resolve("up"))).start();
        Product product =
            new Product(folder, UPLINKS.formatted(broker.port(), broker.port())).start()) {
      MqttProperties properties = new MqttProperties();
      properties.setContentType("video/meta");
      properties.setResponseTopic("video/1/answers");
      properties.setCorrelationData(new byte[] {0, 1, 0});
      properties.setPayloadFormat(false);
      properties.setMessageExpiryInterval(3_600L);
      properties.setUserProperties(
          List.of(new UserProperty("camera", "north"), new UserProperty("camera", "gate")));
      byte[] payload = {0, 1, 2, 0, (byte) 0xff};
      try (Publishing publishing = connect(product)) {
        publishing.publish("video/1/meta", new MqttMessage(payload, 1, true, properties));
        publishing.publish("video/2/other", new MqttMessage(new byte[] {0, -1}, 1, false, null));
        publishing.publish("plant/cell//x", new MqttMessage(new byte[0], 1, false, null));
        publishing.publish("plant/cell", new MqttMessage(new byte[] {0}, 0, false, null));
        publishing.await();
      }
      lose(product, "plant/cell/bye", new MqttMessage(new byte[] {0, 9, 0}, 1, false, null));
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(account(product, "office").get("acknowledged").asInt()).isEqualTo(4));
      product.awaitLast("$raw/plant/cell/bye", "\"3 bytes on plant/cell/bye\"");
      try (Whole first = new Whole(broker.port(), "first", "sites/test/#")) {
        // One that comes later sees that it is retained.
        Awaitility.await().atMost(PATIENCE).until(() -> !first.got().isEmpty());
        Whole.Got got = first.got().getFirst();
        assertThat(got.topic()).isEqualTo("sites/test/video/1/meta");
        assertThat(got.hex()).isEqualTo(Whole.hex(payload));
        assertThat(got.retained()).isTrue();
        assertThat(got.all().getContentType()).isEqualTo("video/meta");
        assertThat(got.all().getResponseTopic()).isEqualTo("video/1/answers");
        assertThat(got.all().getCorrelationData()).containsExactly(0, 1, 0);
        assertThat(got.all().getMessageExpiryInterval()).isBetween(3_500L, 3_600L);
        assertThat(got.about())
            .startsWith("camera=north", "camera=gate", "gateway=test")
            .anyMatch(one -> one.startsWith("seq="));
      }
      assertThat(product.ledger().at("/losses/0/cause").asText())
          .as("only what is on no raw topic must make sense")
          .isEqualTo("malformed");
      assertThat(product.ledger().at("/losses/0/count").asInt()).isEqualTo(1);
    }
  }

  @Test
  void aBrokerThatSpeaksMqtt311GetsThemAsWell() throws Exception {
    try (Upstream broker = Upstream.mosquitto(Files.createDirectory(folder.resolve("up"))).start();
        Product product =
            new Product(
                    folder,
                    "uplinks: {office: {type: mqtt, version: '3.1.1', qos: 2, raw: ['#'],"
                        + " url: 'mqtt://127.0.0.1:%d'}}".formatted(broker.port()))
                .start()) {
      byte[] payload = {0, 1, 2, 0, (byte) 0xff};
      MqttProperties properties = new MqttProperties();
      properties.setContentType("video/meta");
      try (Publishing publishing = connect(product)) {
        publishing.publish("video/1/meta", new MqttMessage(payload, 2, true, properties));
        publishing.await();
      }
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(account(product, "office").get("acknowledged").asInt()).isEqualTo(1));
      try (Whole receiver = new Whole(broker.port(), "receiver", "video/#")) {
        Awaitility.await().atMost(PATIENCE).until(() -> !receiver.got().isEmpty());
        assertThat(receiver.got().getFirst().hex()).isEqualTo(Whole.hex(payload));
        assertThat(receiver.got().getFirst().retained()).isTrue();
      }
    }
  }

  @Test
  void oneThatIsTooLargeIsAcknowledgedAndCounted() throws Exception {
    try (Upstream broker = Upstream.mosquitto(Files.createDirectory(folder.resolve("up"))).start();
        Whole receiver = new Whole(broker.port(), "receiver", "sites/test/#");
        Product product =
            new Product(folder, UPLINKS.formatted(broker.port(), broker.port())).start()) {
      byte[] largest = new byte[256 << 10];
      byte[] larger = new byte[(256 << 10) + 1];
      random.nextBytes(largest);
      try (Publishing publishing = connect(product)) {
        publishing.publish("plant/cell/7", new MqttMessage(larger, 1, false, null));
        publishing.publish("plant/cell/7", new MqttMessage(largest, 1, false, null));
        publishing.await();
      }
      Awaitility.await().atMost(PATIENCE).until(() -> !receiver.got().isEmpty());
      assertThat(receiver.payloads("sites/test/plant/cell/7")).containsExactly(Whole.hex(largest));
      JsonNode ledger = product.ledger();
      assertThat(ledger.at("/losses/0/cause").asText()).isEqualTo("malformed");
      assertThat(ledger.at("/losses/0/count").asInt()).isEqualTo(1);
      assertThat(product.get("/api/v1/troubles")).contains("raw-too-large");
    }
  }

  /** A client with this last will is gone without a goodbye. */
  private static void lose(Product product, String topic, MqttMessage will) throws Exception {
    MqttAsyncClient client =
        new MqttAsyncClient(
            "tcp://127.0.0.1:" + product.mqttPort(), "mortal", new MemoryPersistence());
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setWill(topic, will);
    client.connect(options).waitForCompletion(30_000);
    client.disconnectForcibly(0, 1_000, false);
    client.close();
  }

  /** Binary, JSON that is decoded as well, and retained ones, each on a topic of its own. */
  private Publishing publish(Product product, int each) throws Exception {
    Publishing publishing = connect(product);
    for (int i = 0; i < each; i++, next++) {
      byte[] binary = new byte[8 + (next % 50 == 7 ? 100_000 : random.nextInt(600))];
      random.nextBytes(binary);
      binary[0] = 0;
      binary[binary.length - 1] = 0;
      put(publishing, "plant/cell/7", binary, next % 3, false);
      String json = "{ \"n\" : " + next + ".50e0,\t\"ok\":true , \"x\":[ ] }\n";
      put(publishing, "plant/cell/json", json.getBytes(UTF_8), 1, false);
      byte[] short1 = {0, (byte) next, (byte) (next >> 8), 0};
      put(publishing, "video/" + next % 4 + "/meta", short1, 1, true);
    }
    return publishing;
  }

  private void put(Publishing publishing, String topic, byte[] payload, int qos, boolean retain)
      throws Exception {
    // The outage takes none of them: QoS 0 is lost only where the gateway is not there.
    publishing.publish(topic, new MqttMessage(payload, Math.max(1, qos), retain, null));
    published.computeIfAbsent(topic, key -> new ArrayList<>()).add(Whole.hex(payload));
  }

  private void awaitAll(Whole receiver) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                published.forEach(
                    (topic, payloads) ->
                        assertThat(receiver.payloads("sites/test/" + topic).size())
                            .as(topic)
                            .isEqualTo(payloads.size())));
    published.forEach(
        (topic, payloads) ->
            assertThat(receiver.payloads("sites/test/" + topic))
                .as(topic)
                .containsExactlyInAnyOrderElementsOf(payloads));
  }

  private static JsonNode account(Product product, String uplink) throws Exception {
    for (JsonNode one : product.json("/api/v1/uplinks")) {
      if (one.get("id").asText().equals(uplink)) {
        return one;
      }
    }
    throw new AssertionError("no uplink " + uplink);
  }

  private static String status(Product product, String uplink) throws Exception {
    return product
        .say("uplink", "status")
        .text()
        .lines()
        .filter(line -> line.startsWith(uplink + " "))
        .findFirst()
        .orElseThrow()
        .strip();
  }

  private static Publishing connect(Product product) throws Exception {
    MqttAsyncClient client =
        new MqttAsyncClient(
            "tcp://127.0.0.1:" + product.mqttPort(), "press", new MemoryPersistence());
    client.connect().waitForCompletion(30_000);
    return new Publishing(client, new ArrayList<>());
  }

  /** Messages on their way into the gateway. */
  private record Publishing(MqttAsyncClient client, List<IMqttToken> tokens)
      implements AutoCloseable {

    void publish(String topic, MqttMessage message) throws Exception {
      tokens.add(client.publish(topic, message));
    }

    void await() throws Exception {
      for (IMqttToken token : tokens) {
        token.waitForCompletion(30_000);
      }
    }

    @Override
    public void close() throws MqttException {
      client.disconnect().waitForCompletion(30_000);
      client.close();
    }
  }

  /** Waits until the gateway has taken all of them. */
  private static void acknowledged(Publishing publishing) throws Exception {
    try (publishing) {
      publishing.await();
    }
  }
}
