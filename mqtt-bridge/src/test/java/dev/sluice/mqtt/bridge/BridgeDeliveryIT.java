package dev.sluice.mqtt.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.Quality;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.mqtt.bridge.MqttSettings.Per;
import dev.sluice.mqtt.bridge.Subscriber.Received;
import dev.sluice.uplink.Delivery;
import dev.sluice.uplink.Delivery.Delivered;
import dev.sluice.uplink.Delivery.Poison;
import dev.sluice.uplink.Delivery.Refused;
import dev.sluice.uplink.Delivery.Retry;
import dev.sluice.uplink.Lane;
import dev.sluice.uplink.Parcel;
import dev.sluice.uplink.Uplink;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a receiver at a real mosquitto sees, and what the bridge says when it is not let. */
class BridgeDeliveryIT {

  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();

  private <T extends AutoCloseable> T opened(T one) {
    open.add(one);
    return one;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private Mosquitto mosquitto() throws Exception {
    return opened(new Mosquitto(folder));
  }

  private Uplink uplink(Draft draft) {
    return opened(
        new MqttUplinkFactory().open("office", draft.settings(), RealTime.surroundings()));
  }

  private static Draft to(Mosquitto mosquitto) {
    return Draft.to("mqtt://127.0.0.1:" + mosquitto.port());
  }

  private static Received only(Subscriber subscriber) {
    await().until(() -> !subscriber.received().isEmpty());
    assertThat(subscriber.received()).hasSize(1);
    return subscriber.received().getFirst();
  }

  private static Parcel parcel(long seq, Lane lane) {
    return new Parcel(
        SignalId.parse("line/oven/t"),
        "°C",
        new Value.Num(21.5),
        Quality.GOOD,
        Parcels.NEW_YEAR,
        seq,
        lane);
  }

  @Test
  void aReadingArrivesWithAllThatIsKnownOfIt() throws Exception {
    Mosquitto mosquitto = mosquitto().open().start();
    Subscriber subscriber = opened(new Subscriber(mosquitto.port()));
    assertThat(uplink(to(mosquitto)).deliver(List.of(parcel(42, Lane.LIVE))))
        .isInstanceOf(Delivered.class);
    assertThat(only(subscriber))
        .isEqualTo(
            new Received(
                "plant/line/oven/t",
                "{\"value\":21.5,\"time\":\"2026-01-01T00:00:00Z\",\"quality\":\"good\"}",
                1,
                false,
                new TreeMap<>(Map.of("gateway", "plant", "boot", "boot-1", "seq", "42"))));
  }

  @Test
  void backfillIsMarked() throws Exception {
    Mosquitto mosquitto = mosquitto().open().start();
    Subscriber subscriber = opened(new Subscriber(mosquitto.port()));
    uplink(to(mosquitto)).deliver(List.of(parcel(-1, Lane.BACKFILL)));
    assertThat(only(subscriber).properties())
        .isEqualTo(Map.of("gateway", "plant", "boot", "boot-1", "backfill", "true"));
  }

  @Test
  void withVersion3TheSameStandsInTheJsonIfWanted() throws Exception {
    Mosquitto mosquitto = mosquitto().open().start();
    Subscriber subscriber = opened(new Subscriber(mosquitto.port()));
    Draft draft = to(mosquitto).version("3.1.1").meta(true).topic("x/{device}/{signal}");
    assertThat(uplink(draft).deliver(List.of(parcel(42, Lane.BACKFILL))))
        .isInstanceOf(Delivered.class);
    Received received = only(subscriber);
    assertThat(received.topic()).isEqualTo("x/line/oven/t");
    assertThat(received.payload())
        .endsWith(",\"gateway\":\"plant\",\"boot\":\"boot-1\",\"seq\":42,\"backfill\":true}");
  }

  @Test
  void aDeviceMayBeOneMessage() throws Exception {
    Mosquitto mosquitto = mosquitto().open().start();
    Subscriber subscriber = opened(new Subscriber(mosquitto.port()));
    Delivery delivery =
        uplink(to(mosquitto).per(Per.DEVICE))
            .deliver(List.of(Parcels.of("oven/t", 1), Parcels.of("oven/p", 2)));
    assertThat(delivery).isInstanceOf(Delivered.class);
    assertThat(only(subscriber).topic()).isEqualTo("plant/oven");
    assertThat(only(subscriber).payload()).contains("\"values\":{\"t\":1,\"p\":2}");
  }

  @Test
  void aKeptMessageIsThereForWhoComesLater() throws Exception {
    Mosquitto mosquitto = mosquitto().open().start();
    uplink(to(mosquitto).retain(true).payload("{value}")).deliver(List.of(parcel(1, Lane.LIVE)));
    Received received = only(opened(new Subscriber(mosquitto.port())));
    assertThat(received.payload()).isEqualTo("21.5");
    assertThat(received.retained()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"5, 0", "5, 1", "5, 2", "3.1.1, 0", "3.1.1, 1", "3.1.1, 2"})
  void eachQualityOfServiceDeliversManyInOrder(String version, int qos) throws Exception {
    // So few under way that the window is what matters.
    Mosquitto mosquitto = mosquitto().open().with("max_inflight_messages 3").start();
    Subscriber subscriber = opened(new Subscriber(mosquitto.port()));
    List<Parcel> batch = Parcels.counting("oven/t", 0, 300, Lane.LIVE);
    Draft draft = to(mosquitto).version(version).qos(qos).inflight(10).payload("{value}");
    assertThat(uplink(draft).deliver(batch)).isInstanceOf(Delivered.class);
    await().until(() -> subscriber.received().size() >= 300);
    assertThat(subscriber.received())
        .extracting(received -> Integer.parseInt(received.payload()))
        .containsExactlyElementsOf(java.util.stream.IntStream.range(0, 300).boxed().toList());
  }

  /** The broker's own limit, 20, is lower than what is under way by default. */
  @ParameterizedTest
  @CsvSource({"5, 1", "5, 2", "3.1.1, 1", "3.1.1, 2"})
  void aBrokerAsItComesLosesNothing(String version, int qos) throws Exception {
    Mosquitto mosquitto = mosquitto().open().start();
    Subscriber subscriber = opened(new Subscriber(mosquitto.port()));
    List<Parcel> batch = Parcels.counting("oven/t", 0, 900, Lane.LIVE);
    Draft draft = to(mosquitto).version(version).qos(qos).payload("{value}");
    assertThat(uplink(draft).deliver(batch)).isInstanceOf(Delivered.class);
    await().until(() -> subscriber.received().size() >= 900);
  }

  @Test
  void webSocketIsJustAnotherWay() throws Exception {
    int port = Mosquitto.freePort();
    Mosquitto mosquitto =
        mosquitto().open().with("listener " + port + " 127.0.0.1", "protocol websockets").start();
    Subscriber subscriber = opened(new Subscriber(mosquitto.port()));
    List<Parcel> batch = Parcels.counting("oven/t", 0, 500, Lane.LIVE);
    for (String version : List.of("5", "3.1.1")) {
      assertThat(uplink(Draft.to("ws://127.0.0.1:" + port).version(version)).deliver(batch))
          .isInstanceOf(Delivered.class);
    }
    await().until(() -> subscriber.received().size() == 1000);
  }

  @Test
  void aTopicThatIsDeniedIsPoisonAndItsNeighboursArrive() throws Exception {
    Mosquitto mosquitto = mosquitto().open().denying("plant/secret/#").start();
    Subscriber subscriber = opened(new Subscriber(mosquitto.port()));
    Delivery delivery =
        uplink(to(mosquitto))
            .deliver(
                List.of(
                    Parcels.of("oven/a", 1), Parcels.of("secret/b", 2), Parcels.of("oven/c", 3)));
    assertThat(delivery).isInstanceOf(Poison.class);
    assertThat(((Poison) delivery).why()).containsOnlyKeys(1);
    assertThat(((Poison) delivery).why().get(1)).contains("plant/secret/b", "right");
    await().until(() -> subscriber.received().size() == 2);
  }

  @Test
  void withoutARightToAnyTopicNothingIsGivenUp() throws Exception {
    Mosquitto mosquitto = mosquitto().open().denying("plant/#").start();
    Uplink uplink = uplink(to(mosquitto));
    List<Parcel> batch = List.of(Parcels.of("oven/a", 1), Parcels.of("press/b", 2));
    Delivery delivery = uplink.deliver(batch);
    assertThat(delivery).isInstanceOf(Refused.class);
    assertThat(((Refused) delivery).why()).contains("any topic");
    mosquitto.stop();
    mosquitto.denying("nothing").start();
    await().untilAsserted(() -> assertThat(uplink.deliver(batch)).isInstanceOf(Delivered.class));
    mosquitto.stop();
    mosquitto.denying("plant/#").start();
    await().untilAsserted(() -> assertThat(uplink.deliver(batch)).isInstanceOf(Poison.class));
  }

  @Test
  void aMessageTooLargeForTheBrokerIsNotEvenTried() throws Exception {
    Mosquitto mosquitto = mosquitto().open().with("max_packet_size 300").start();
    Parcel large =
        new Parcel(
            SignalId.parse("oven/text"),
            null,
            new Value.Text("x".repeat(400)),
            Quality.GOOD,
            Parcels.NEW_YEAR,
            1,
            Lane.LIVE);
    Uplink uplink = uplink(to(mosquitto));
    Delivery delivery = uplink.deliver(List.of(Parcels.of("oven/a", 1), large));
    assertThat(delivery).isInstanceOf(Poison.class);
    assertThat(((Poison) delivery).why()).containsOnlyKeys(1);
    assertThat(uplink.deliver(List.of(Parcels.of("oven/b", 1)))).isInstanceOf(Delivered.class);
    assertThat(mosquitto.log().split("New client connected", -1)).hasSize(2);
  }

  @Test
  void aBatchThatIsTooLargeAsOneMessageIsRejectedSoThatItIsHalved() throws Exception {
    Mosquitto mosquitto = mosquitto().open().with("max_packet_size 300").start();
    List<Parcel> batch = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      batch.add(Parcels.of("oven/signal-" + i, i));
    }
    Uplink uplink = uplink(to(mosquitto).per(Per.DEVICE));
    assertThat(uplink.deliver(batch)).isInstanceOf(Delivery.Rejected.class);
    assertThat(uplink.deliver(batch.subList(0, 3))).isInstanceOf(Delivered.class);
  }

  @Test
  void aBrokerThatCannotConfirmIsNotTrusted() throws Exception {
    Mosquitto mosquitto = mosquitto().open().with("max_qos 0").start();
    Delivery delivery = uplink(to(mosquitto)).deliver(List.of(parcel(1, Lane.LIVE)));
    assertThat(delivery).isInstanceOf(Refused.class);
    assertThat(((Refused) delivery).why()).contains("qos: 0");
    assertThat(uplink(to(mosquitto).qos(0)).deliver(List.of(parcel(1, Lane.LIVE))))
        .isInstanceOf(Delivered.class);
  }

  @ParameterizedTest
  @CsvSource({"5", "3.1.1"})
  void wrongCredentialsAreRefusedAndRightOnesInTheFileAreTakenAtOnce(String version)
      throws Exception {
    Mosquitto mosquitto = mosquitto().users("right").start();
    Path file = Files.writeString(folder.resolve("password"), "wrong\n");
    Uplink uplink =
        uplink(
            to(mosquitto)
                .version(version)
                .user(Mosquitto.USER, null)
                .passwordFile(file.toString()));
    Delivery delivery = uplink.deliver(List.of(parcel(1, Lane.LIVE)));
    assertThat(delivery).isInstanceOf(Refused.class);
    assertThat(((Refused) delivery).why()).contains(Mosquitto.USER).doesNotContain("wrong");
    Files.writeString(file, "right\n", UTF_8);
    assertThat(uplink.deliver(List.of(parcel(1, Lane.LIVE)))).isInstanceOf(Delivered.class);
  }

  @Test
  void theSecondBrokerTakesOverAndTheFirstIsTakenAgain() throws Exception {
    Mosquitto first = mosquitto().open();
    Mosquitto second =
        opened(new Mosquitto(Files.createDirectory(folder.resolve("second")))).open().start();
    Subscriber atSecond = opened(new Subscriber(second.port()));
    Uplink uplink =
        uplink(Draft.to("mqtt://127.0.0.1:" + first.port(), "mqtt://127.0.0.1:" + second.port()));
    assertThat(uplink.deliver(List.of(parcel(1, Lane.LIVE)))).isInstanceOf(Delivered.class);
    await().until(() -> atSecond.received().size() == 1);
    first.start();
    Subscriber atFirst = opened(new Subscriber(first.port()));
    second.stop();
    await()
        .untilAsserted(
            () ->
                assertThat(uplink.deliver(List.of(parcel(2, Lane.LIVE))))
                    .isInstanceOf(Delivered.class));
    await().until(() -> !atFirst.received().isEmpty());
  }

  @Test
  void allBrokersThatWereTriedAreNamed() throws Exception {
    int nobody = Mosquitto.freePort();
    Delivery delivery =
        uplink(Draft.to("mqtt://127.0.0.1:" + nobody, "mqtt://no-such-host.invalid"))
            .deliver(List.of(parcel(1, Lane.LIVE)));
    assertThat(delivery).isInstanceOf(Retry.class);
    assertThat(((Retry) delivery).why())
        .contains("127.0.0.1:" + nobody, "nobody listens", "no-such-host.invalid");
  }

  private static void saysWho(Delivery delivery, String host) {
    assertThat(delivery)
        .isInstanceOfSatisfying(
            Retry.class, retry -> assertThat(retry.why()).contains("name server", host));
  }

  @Test
  @Timeout(60)
  void aNameServerThatHangsHoldsUpNobody() throws Exception {
    Mosquitto mosquitto = mosquitto().open().start();
    CountDownLatch never = new CountDownLatch(1);
    MqttUplinkFactory factory =
        new MqttUplinkFactory(
            host -> {
              if (host.equals("127.0.0.1")) {
                return List.of(InetAddress.getLoopbackAddress());
              }
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return List.of();
            });
    Draft hanging = Draft.to("mqtt://slow.example").timeout(Duration.ofSeconds(1));
    try (Uplink uplink = factory.open("a", hanging.settings(), RealTime.surroundings())) {
      // It comes back although the name server never does.
      assertThat(uplink.deliver(List.of(parcel(1, Lane.LIVE)))).isInstanceOf(Retry.class);
      assertThat(never.getCount()).as("the name server still hangs").isOne();
      // From the end of the first try on, each failure says what it was, however it ends.
      await().untilAsserted(() -> saysWho(uplink.probe(), "slow.example"));
      saysWho(uplink.probe(), "slow.example");
      saysWho(uplink.probe(), "slow.example");
    }
    Draft second =
        Draft.to("mqtt://slow.example", "mqtt://127.0.0.1:" + mosquitto.port())
            .timeout(Duration.ofSeconds(1));
    try (Uplink uplink = factory.open("b", second.settings(), RealTime.surroundings())) {
      await()
          .untilAsserted(
              () ->
                  assertThat(uplink.deliver(List.of(parcel(1, Lane.LIVE))))
                      .isInstanceOf(Delivered.class));
    }
    never.countDown();
  }

  @Test
  void aPortThatTakesConnectionsAndSaysNothingIsGivenUp() throws Exception {
    try (ServerSocket silent = new ServerSocket()) {
      silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      for (String scheme : List.of("mqtt", "mqtts", "ws", "wss")) {
        Delivery delivery =
            uplink(
                    Draft.to(scheme + "://127.0.0.1:" + silent.getLocalPort())
                        .timeout(Duration.ofSeconds(1)))
                .deliver(List.of(parcel(1, Lane.LIVE)));
        assertThat(delivery).as(scheme).isInstanceOf(Retry.class);
      }
    }
  }
}
