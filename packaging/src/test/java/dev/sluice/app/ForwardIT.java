package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.model.SignalId;
import dev.sluice.uplink.UplinkLedgerChecker;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged arrives upstream, whoever was away meanwhile. */
@Timeout(300)
class ForwardIT {

  private static final int SIGNALS = 3;

  /** No longer than this until everything has arrived; usually it takes seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path folder;

  /** The next value of each signal. */
  private long next;

  @Test
  void everythingReachesABrokerThatWasAwayWhileTheGatewayWasKilled() throws Exception {
    Tool.assumeThere("mosquitto");
    try (Upstream broker = Upstream.mosquitto(Files.createDirectory(folder.resolve("up"))).start();
        Receiver receiver = new Receiver(broker.port(), "test/plant");
        Product product =
            new Product(
                    folder,
                    "uplinks: {office: {type: mqtt, url: \"mqtt://127.0.0.1:%d\"}}"
                        .formatted(broker.port()))
                .start()) {
      acknowledged(publish(product, 200));
      awaitReadings(receiver);

      Publishing underLoad = publish(product, 500);
      underLoad.tokens.get(underLoad.tokens.size() / 3).waitForCompletion(30_000);
      broker.stop();
      acknowledged(underLoad);
      product.kill();
      product.start();
      acknowledged(publish(product, 200));
      assertThat(meter(product, "uplink_pending")).isPositive();

      assertThat(product.say("uplink", "test", "office").exit()).isEqualTo(69);
      assertThat(product.say("uplink", "pause", "office").exit()).isZero();
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(status(product)).contains("office", "holds").endsWith("  paused"));

      broker.start();
      receiver.again();
      assertThat(product.say("uplink", "test", "office").lastLine())
          .contains("would take readings");
      assertThat(meter(product, "uplink_pending")).as("while paused").isPositive();
      assertThat(product.say("uplink", "resume", "office").exit()).isZero();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> receiver.got().stream().anyMatch(Receiver.Got::late));
      acknowledged(publish(product, 100));
      awaitAccount(product);
      acknowledged(publish(product, 100));
      awaitReadings(receiver);
      awaitAccount(product);

      assertThat(receiver.odd()).isEmpty();
      List<UplinkLedgerChecker.Got> got = receiver.readings();
      UplinkLedgerChecker.balances(totals(product), account(product), got);
      UplinkLedgerChecker.allArrived(sent(), got, account(product));
      UplinkLedgerChecker.repeatsAreEqual(got);
      UplinkLedgerChecker.inOrder(got);
      UplinkLedgerChecker.sortedByTime(got);
      assertThat(receiver.got()).anyMatch(Receiver.Got::late).anyMatch(one -> !one.late());

      product.stop();
      String all = String.valueOf(next * SIGNALS);
      assertThat(status(product).split(" +"))
          .containsExactly("office", all, all, "0", "0", "0", "0", "holds");
    }
  }

  @Test
  void everythingReachesAnInfluxDbThatWasAwayUnderItsOtherName() throws Exception {
    Tool.assumeThere("influxd");
    try (Upstream server = Upstream.influxd(Files.createDirectory(folder.resolve("up"))).start();
        Product product =
            new Product(
                    folder,
                    """
                    uplinks:
                      lake:
                        type: influxdb
                        url: "http://127.0.0.1:%d"
                        api: v1
                        bucket: plant
                        names: {"plant/*": "hall/{name}"}
                    """
                        .formatted(server.port()))
                .start()) {
      query(server, "CREATE DATABASE plant");
      acknowledged(publish(product, 200));
      awaitAccount(product);
      server.stop();
      acknowledged(publish(product, 400));
      assertThat(meter(product, "uplink_pending")).isPositive();
      server.start();
      acknowledged(publish(product, 100));
      awaitAccount(product);
      for (int signal = 0; signal < SIGNALS; signal++) {
        JsonNode rows =
            query(server, "SELECT s" + signal + " FROM plant.autogen.hall")
                .at("/results/0/series/0/values");
        List<Long> values = new ArrayList<>();
        rows.forEach(row -> values.add(row.get(1).asLong()));
        assertThat(values).containsExactlyElementsOf(published());
      }
    }
  }

  private static String status(Product product) throws Exception {
    return product.say("uplink", "status").lastLine();
  }

  private static UplinkLedgerChecker.Totals totals(Product product) throws Exception {
    JsonNode ledger = product.ledger();
    return new UplinkLedgerChecker.Totals(
        ledger.get("received").asLong(),
        ledger.get("journalled").asLong(),
        sum(ledger.get("losses").findValues("count")),
        sum(ledger.get("history")));
  }

  private static long sum(Iterable<JsonNode> numbers) {
    long sum = 0;
    for (JsonNode number : numbers) {
      sum += number.asLong();
    }
    return sum;
  }

  private static UplinkLedgerChecker.Account account(Product product) throws Exception {
    JsonNode uplink = product.json("/api/v1/uplinks").get(0);
    return new UplinkLedgerChecker.Account(
        uplink.get("journalled").asLong(),
        uplink.get("acknowledged").asLong(),
        uplink.get("pending").asLong(),
        uplink.get("filtered").asLong(),
        uplink.get("deadLettered").asLong(),
        uplink.get("dropped").asLong());
  }

  private Map<SignalId, List<Long>> sent() {
    Map<SignalId, List<Long>> sent = new HashMap<>();
    for (int signal = 0; signal < SIGNALS; signal++) {
      sent.put(new SignalId("plant", "s" + signal), published());
    }
    return sent;
  }

  private List<Long> published() {
    return LongStream.range(0, next).boxed().toList();
  }

  private void awaitReadings(Receiver receiver) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(receiver.count())
                    .as("readings beside these: %s", receiver.odd())
                    .isEqualTo(next * SIGNALS));
  }

  /** Waits until nothing is pending, and sees that each reading was counted once. */
  private void awaitAccount(Product product) throws Exception {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(meter(product, "uplink_pending")).isZero());
    UplinkLedgerChecker.Account account = account(product);
    UplinkLedgerChecker.balances(totals(product));
    UplinkLedgerChecker.balances(account);
    assertThat(account.acknowledged()).as("%s", account).isEqualTo(next * SIGNALS);
  }

  private static long meter(Product product, String name) throws Exception {
    String start = "sluice_" + name + "{";
    return product
        .get("/metrics")
        .lines()
        .filter(line -> line.startsWith(start))
        .mapToLong(line -> Math.round(Double.parseDouble(line.substring(line.indexOf('}') + 1))))
        .findFirst()
        .orElseThrow();
  }

  /** Readings on their way into the gateway. */
  private record Publishing(MqttAsyncClient client, List<IMqttDeliveryToken> tokens)
      implements AutoCloseable {

    @Override
    public void close() throws MqttException {
      client.disconnect().waitForCompletion(30_000);
      client.close();
    }
  }

  /** Publishes so many readings of each signal, with QoS 1, without waiting for the answers. */
  private Publishing publish(Product product, int each) throws Exception {
    MqttAsyncClient client =
        new MqttAsyncClient(
            "tcp://127.0.0.1:" + product.mqttPort(), "press", new MemoryPersistence());
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMaxInflight(each * SIGNALS);
    client.connect(options).waitForCompletion(30_000);
    List<IMqttDeliveryToken> tokens = new ArrayList<>();
    for (int i = 0; i < each; i++, next++) {
      for (int signal = 0; signal < SIGNALS; signal++) {
        byte[] value = String.valueOf(next).getBytes(UTF_8);
        tokens.add(client.publish("plant/s" + signal, value, 1, false));
      }
    }
    return new Publishing(client, tokens);
  }

  /** Waits until the gateway has taken all of them. */
  private static void acknowledged(Publishing publishing) throws Exception {
    try (publishing) {
      for (IMqttDeliveryToken token : publishing.tokens) {
        token.waitForCompletion(30_000);
      }
    }
  }

  private static JsonNode query(Upstream server, String query) throws Exception {
    String form = "epoch=u&q=" + URLEncoder.encode(query, UTF_8);
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/query"))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(HttpRequest.BodyPublishers.ofString(form))
              .build();
      return new ObjectMapper().readTree(http.send(request, BodyHandlers.ofString()).body());
    }
  }
}
