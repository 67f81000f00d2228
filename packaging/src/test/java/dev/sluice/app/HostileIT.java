package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bad input is counted and shown, and never harms the gateway or a neighbour. A neighbour publishes
 * through all of these tests; at the end all of its readings have to be there, and the account has
 * to balance.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class HostileIT {

  private static final int SIGNALS = 1000;
  private static final int TOPICS = 100_000;
  private static final int WINDOW = 200;

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicLong acknowledged = new AtomicLong();
  private Product product;
  private Thread neighbour;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    product =
        new Product(folder, "history: {commit: {acknowledged: 0ms}}")
            .configured(
                text ->
                    text.replace(
                        "  anonymous:", "  limits: {signals: " + SIGNALS + "}\n  anonymous:"))
            .start();
    RawMqtt client = RawMqtt.connected(product.mqttPort(), "neighbour");
    assertThat(client.publishAndWait("neighbour/count", "0", 1)).isTrue();
    acknowledged.set(1);
    neighbour = Thread.ofVirtual().start(() -> publish(client));
  }

  private void publish(RawMqtt client) {
    try (client) {
      while (!over.get()) {
        long number = acknowledged.get();
        if (!client.publishAndWait(
            "neighbour/count", String.valueOf(number), (int) (number % 0xFFFF) + 1)) {
          return;
        }
        acknowledged.incrementAndGet();
      }
    } catch (IOException e) {
      // It was cut off: its readings stop, and the tests see that.
    }
  }

  @AfterAll
  void theNeighbourLostNothingAndTheAccountBalances() throws Exception {
    try (Product ending = product) {
      assertThat(ending.log()).isNotEmpty();
      awaitNeighbour();
      over.set(true);
      neighbour.join();
      assertThat(product.get("/api/v1/health/ready", false).statusCode()).isEqualTo(200);
      assertThat(product.values("neighbour/count"))
          .hasSize((int) acknowledged.get())
          .allSatisfy((number, times) -> assertThat(times).isEqualTo(1));
      JsonNode ledger = product.ledger();
      long lost = 0;
      for (JsonNode loss : ledger.get("losses")) {
        lost += loss.get("count").asLong();
      }
      assertThat(ledger.get("received").asLong())
          .isEqualTo(ledger.get("journalled").asLong() + lost);
      assertThat(ledger.get("journalled").asLong())
          .isEqualTo(
              sum(ledger.get("history"), "unsealed", "kept", "replaced", "expired", "damaged"));
      assertThat(product.log()).doesNotContain(" ERROR ", "Exception", "\u001b");
    }
  }

  private static long sum(JsonNode node, String... names) {
    long sum = 0;
    for (String name : names) {
      sum += node.get(name).asLong();
    }
    return sum;
  }

  /** The neighbour is still served. */
  private void awaitNeighbour() {
    long now = acknowledged.get();
    Awaitility.await().until(() -> acknowledged.get() > now + 10);
  }

  private void assertTrouble(String client, String reason, String topic, String sample)
      throws Exception {
    assertThat(product.json("/api/v1/troubles"))
        .anySatisfy(
            trouble -> {
              assertThat(trouble.get("source").asText())
                  .isEqualTo("anonymous, 127.0.0.1 (client id " + client + ")");
              assertThat(trouble.get("reason").asText()).isEqualTo(reason);
              assertThat(trouble.get("topic").asText()).isEqualTo(topic);
              assertThat(trouble.get("sample").asText()).startsWith(sample);
              assertThat(trouble.get("count").asLong()).isPositive();
            });
  }

  private long losses(String cause) throws Exception {
    for (JsonNode loss : product.json("/api/v1/ledger").get("losses")) {
      if (loss.get("cause").asText().equals(cause)) {
        return loss.get("count").asLong();
      }
    }
    return 0;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cut | {\"temp\": 21.",
        "quotes | {temp: 21}",
        "two | {\"a\": 1} {\"b\": 2}",
        "list | [1, 2",
      })
  void malformedJsonIsAcknowledgedAndNamed(String client, String payload) throws Exception {
    try (RawMqtt raw = RawMqtt.connected(product.mqttPort(), client)) {
      assertThat(raw.publishAndWait("hostile/" + client, payload, 1)).isTrue();
    }
    assertTrouble(client, "malformed-json", "hostile/" + client, payload);
    assertThat(losses("malformed")).isPositive();
    awaitNeighbour();
  }

  @Test
  void whatIsNoUtf8IsNamed() throws Exception {
    try (RawMqtt raw = RawMqtt.connected(product.mqttPort(), "binary")) {
      raw.publish("hostile/binary", new byte[] {'a', (byte) 0xC3, 0x28, (byte) 0xFF}, 1);
      raw.flush();
      assertThat(raw.next().type()).isEqualTo(RawMqtt.PUBACK);
    }
    assertTrouble("binary", "not-utf8", "hostile/binary", "a\\xc3(\\xff");
    awaitNeighbour();
  }

  @Test
  void aThousandLevelsAreTooDeep() throws Exception {
    String deep = "[".repeat(1000) + "1" + "]".repeat(1000);
    try (RawMqtt raw = RawMqtt.connected(product.mqttPort(), "deep")) {
      assertThat(raw.publishAndWait("hostile/deep", deep, 1)).isTrue();
    }
    assertTrouble("deep", "too-deep", "hostile/deep", "[[[[");
    awaitNeighbour();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "1e999", "-inf", "{\"v\": NaN}"})
  void aNumberThatIsNoneIsAReadingWithoutAValue(String payload) throws Exception {
    try (RawMqtt raw = RawMqtt.connected(product.mqttPort(), "odd-number")) {
      assertThat(raw.publishAndWait("neighbour/odd/v", "1", 1)).isTrue();
      assertThat(
              raw.publishAndWait(
                  payload.startsWith("{") ? "neighbour/odd" : "neighbour/odd/v", payload, 2))
          .isTrue();
    }
    product.awaitLast("neighbour/odd/v", "null");
    JsonNode last = product.json("/api/v1/signals/neighbour/odd/v").get("last");
    assertThat(last.get("quality").asText()).isEqualTo("bad");
    assertThat(last.get("reason").asText()).isEqualTo("not-finite");
  }

  @Test
  void tenMegabytesEndTheConnectionAndNothingElse() throws Exception {
    try (RawMqtt raw = RawMqtt.connected(product.mqttPort(), "large")) {
      try {
        raw.publish("hostile/large", new byte[10 << 20], 1);
        raw.flush();
      } catch (IOException e) {
        // Closed before all was sent.
      }
      assertThat(raw.next().type()).isEqualTo(RawMqtt.CLOSED);
    }
    Awaitility.await().untilAsserted(() -> assertTrouble("large", "packet-too-large", "", ""));
    assertThat(product.get("/metrics"))
        .containsPattern("sluice_mqtt_packets_too_large_total [1-9]");
    awaitNeighbour();
  }

  @Test
  void endlessTopicsStopAtTheCapAndAreCounted() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    long before = losses("signal-cap");
    try (RawMqtt raw = RawMqtt.connected(product.mqttPort(), "endless")) {
      for (int i = 0; i < TOPICS; i++) {
        if (i >= WINDOW) {
          assertThat(raw.next().type()).isEqualTo(RawMqtt.PUBACK);
        }
        String topic = "endless/" + Long.toHexString(random.nextLong()) + "/v";
        raw.publish(topic, "1".getBytes(UTF_8), i % 0xFFFF + 1);
        if (i % 50 == 49) {
          raw.flush();
        }
      }
      for (int i = 0; i < WINDOW; i++) {
        assertThat(raw.next().type()).isEqualTo(RawMqtt.PUBACK);
      }
    }
    int signals = product.json("/api/v1/signals?limit=100000").size();
    assertThat(signals).isLessThanOrEqualTo(SIGNALS).isGreaterThan(SIGNALS / 2);
    int kept = product.json("/api/v1/signals?limit=100000&q=endless/").size();
    assertThat(losses("signal-cap")).isGreaterThanOrEqualTo(before + TOPICS - kept);
    awaitNeighbour();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil\nINFO all is well",
        "red\u001b[31m",
        "turned\u202e",
        "<script>alert(1)</script>",
        "../../etc/passwd",
        "a/b#+$",
        "long-" + LONG + LONG + LONG + LONG,
      })
  void aHostileClientIdStaysWhereItIs(String client) throws Exception {
    try (RawMqtt raw = new RawMqtt(InetAddress.getLoopbackAddress(), product.mqttPort(), 5)) {
      if (raw.connect(client, "", "") == 0) {
        assertThat(raw.publishAndWait("hostile", "{", 1)).isTrue();
        assertThat(raw.publishAndWait("neighbour", "1", 2)).isTrue();
        assertThat(product.json("/api/v1/troubles").findValuesAsText("source"))
            .contains("anonymous, 127.0.0.1 (client id " + client + ")");
      }
    }
    assertThat(product.log().lines()).allMatch(line -> line.matches("[0-9]{4}-.*"));
    assertThat(product.json("/api/v1/signals?limit=100000").findValuesAsText("id"))
        .noneMatch(id -> id.matches("(?s).*[\\p{Cntrl}\u202e].*"));
    awaitNeighbour();
  }

  private static final String LONG =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
}
