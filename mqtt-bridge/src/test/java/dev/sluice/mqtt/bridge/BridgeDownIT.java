package dev.sluice.mqtt.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.mqtt.bridge.FakeDownstream.Written;
import dev.sluice.mqtt.bridge.Subscriber.Received;
import dev.sluice.uplink.Delivery.Delivered;
import dev.sluice.uplink.DownStatus;
import dev.sluice.uplink.Downstream;
import dev.sluice.uplink.Downstream.Cause;
import dev.sluice.uplink.Lane;
import dev.sluice.uplink.LocalMessage;
import dev.sluice.uplink.LocalMessage.Property;
import dev.sluice.uplink.LocalPublisher;
import dev.sluice.uplink.Uplink;
import dev.sluice.uplink.UplinkFactory.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes down from a real mosquitto, and what does not. */
class BridgeDownIT {

  private static final DownSettings SET =
      new DownSettings(
          "set/{gateway}/{device}/{signal}", List.of("press-1/setpoint", "line/oven/*"), null);
  private static final DownSettings CMD = new DownSettings("cmd/{gateway}/#", List.of(), "do/#");

  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final FakeDownstream gateway = new FakeDownstream();

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

  private Mosquitto mosquitto(String name) throws Exception {
    return opened(new Mosquitto(Files.createDirectory(folder.resolve(name))));
  }

  private Uplink listening(MqttSettings settings) {
    return listening("plant", settings, gateway);
  }

  private Uplink listening(String name, MqttSettings settings, Downstream downstream) {
    Uplink uplink = unheard(name, settings, downstream);
    awaitHearing(uplink);
    return uplink;
  }

  private Uplink unheard(String name, MqttSettings settings, Downstream downstream) {
    Uplink uplink =
        opened(
            new MqttUplinkFactory()
                .open(
                    "office",
                    settings,
                    new Surroundings(
                        name, "boot-1", new RealTime(true), new SplittableRandom(1), downstream)));
    uplink.start();
    return uplink;
  }

  private static void awaitHearing(Uplink uplink) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(status(uplink).trouble()).isEmpty());
  }

  private static DownStatus status(Uplink uplink) {
    return uplink.down().orElseThrow();
  }

  private static void awaitRefused(Uplink uplink, Cause cause, long count) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(status(uplink).refused()).containsEntry(cause, count));
  }

  private static void assertAllAccountedFor(Uplink uplink) {
    DownStatus status = status(uplink);
    assertThat(status.received())
        .isEqualTo(status.written() + status.published() + status.allRefused());
  }

  private void awaitWritten(int count) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(gateway.written()).hasSize(count));
  }

  private static Draft to(Mosquitto... all) {
    String[] urls = new String[all.length];
    for (int i = 0; i < all.length; i++) {
      urls[i] = "mqtt://127.0.0.1:" + all[i].port();
    }
    return Draft.to(urls).topic("up/{gateway}/{device}/{signal}");
  }

  private static Written number(String signal, double value) {
    return new Written(SignalId.parse(signal), new Value.Num(value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "3.1.1"})
  void listedSignalsAreSetAndNothingElse(String version) throws Exception {
    Mosquitto mosquitto = mosquitto("m").open().start();
    Uplink uplink = listening(to(mosquitto).version(version).down(SET));
    Sender sender = opened(new Sender(mosquitto.port()));
    sender.send("set/plant/press-1/setpoint", "7.5");
    sender.send("set/plant/line/oven/t", "{\"value\": 240, \"time\": \"now\"}");
    sender.send("set/plant/line/oven/on", "true");
    awaitWritten(3);
    assertThat(gateway.written())
        .containsExactly(
            number("press-1/setpoint", 7.5),
            number("line/oven/t", 240),
            new Written(SignalId.parse("line/oven/on"), new Value.Bool(true)));

    sender.send("set/plant/press-1/speed", "1");
    awaitRefused(uplink, Cause.NOT_LISTED, 1);
    assertThat(status(uplink).lastRefusal()).contains("press-1/speed").contains("add it to write");
    sender.send("set/plant/press-1/setpoint", "{\"value\": ");
    awaitRefused(uplink, Cause.MALFORMED, 1);
    sender.send("set/plant/press%2D1/setpoint", "1");
    awaitRefused(uplink, Cause.BAD_TOPIC, 1);
    // Nothing of another gateway comes here at all.
    sender.send("set/other/press-1/setpoint", "1");
    gateway.refuse(Cause.FAILED, "the device is busy");
    sender.send("set/plant/press-1/setpoint", "2");
    awaitRefused(uplink, Cause.FAILED, 1);
    assertThat(gateway.written()).hasSize(3);
    assertThat(status(uplink).received()).isEqualTo(7);
    assertThat(status(uplink).written()).isEqualTo(3);
    assertAllAccountedFor(uplink);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "3.1.1"})
  void messagesGoToLocalClientsOnTheirOwnTopic(String version) throws Exception {
    Mosquitto mosquitto = mosquitto("m").open().start();
    List<String> local = new ArrayList<>();
    gateway.through(message -> local.add(message.topic()));
    Uplink uplink = listening(to(mosquitto).version(version).down(CMD));
    Sender sender = opened(new Sender(mosquitto.port()));
    sender.send("cmd/plant/valve/open", "now");
    sender.send("cmd/plant", "all");
    await().until(() -> gateway.published().size() == 2);
    assertThat(local).containsExactly("do/valve/open", "do");
    LocalMessage first = gateway.published().getFirst();
    assertThat(new String(first.payload(), UTF_8)).isEqualTo("now");
    assertThat(first.properties()).contains(new Property(LoopGuard.VIA, "plant"));
    assertThat(status(uplink).published()).isEqualTo(2);
    assertAllAccountedFor(uplink);
  }

  @Test
  void theLocalBrokerMayComeUpLater() throws Exception {
    Mosquitto mosquitto = mosquitto("m").open().start();
    Uplink uplink = listening(to(mosquitto).down(CMD));
    opened(new Sender(mosquitto.port())).send("cmd/plant/x", "1");
    await().until(() -> status(uplink).received() == 1);
    gateway.through(message -> {});
    await().until(() -> gateway.published().size() == 1);
    assertThat(status(uplink).refused()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "3.1.1"})
  void whatTheBrokerKeptIsNotDone(String version) throws Exception {
    Mosquitto mosquitto = mosquitto("m").open().start();
    Sender sender = opened(new Sender(mosquitto.port()));
    gateway.through(message -> {});
    sender.send("set/plant/press-1/setpoint", "1", 1, true, new MqttProperties());
    sender.send("cmd/plant/x", "1", 1, true, new MqttProperties());
    Uplink uplink = listening(to(mosquitto).version(version).down(SET, CMD));
    if (version.equals("3.1.1")) {
      awaitRefused(uplink, Cause.RETAINED, 2);
    }
    // Sent now, it is fresh, whether the broker keeps it or not.
    sender.send("set/plant/press-1/setpoint", "2", 1, true, new MqttProperties());
    awaitWritten(1);
    assertThat(gateway.written()).containsExactly(number("press-1/setpoint", 2));
    assertThat(gateway.published()).isEmpty();
    assertAllAccountedFor(uplink);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "3.1.1"})
  void itListensAgainAfterARestartOfTheBroker(String version) throws Exception {
    Mosquitto mosquitto = mosquitto("m").open().start();
    Uplink uplink = listening(to(mosquitto).version(version).down(SET));
    mosquitto.stop();
    await().until(() -> status(uplink).trouble().contains("not connected"));
    mosquitto.start();
    awaitHearing(uplink);
    opened(new Sender(mosquitto.port())).send("set/plant/press-1/setpoint", "3");
    awaitWritten(1);
  }

  @Test
  void itListensAtTheNextBrokerOfTheList() throws Exception {
    Mosquitto first = mosquitto("one").open().start();
    Mosquitto second = mosquitto("two").open().start();
    Uplink uplink = listening(to(first, second).down(SET));
    opened(new Sender(first.port())).send("set/plant/press-1/setpoint", "1");
    awaitWritten(1);
    first.stop();
    Sender sender = opened(new Sender(second.port(), "other"));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              sender.send("set/plant/press-1/setpoint", "2");
              assertThat(gateway.written()).contains(number("press-1/setpoint", 2));
            });
    assertThat(status(uplink).trouble()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "3.1.1"})
  void aDeniedSubscriptionIsSaidAndForwardingGoesOn(String version) throws Exception {
    Path rights =
        Files.writeString(
            folder.resolve("rights.json"),
            """
            {"defaultACLAccess": {"publishClientSend": true, "publishClientReceive": true,
              "subscribe": false, "unsubscribe": true},
             "clients": [], "roles": [],
             "groups": [{"groupname": "anybody", "roles": []}], "anonymousGroup": "anybody"}
            """);
    Mosquitto mosquitto =
        mosquitto("m")
            .with(
                "allow_anonymous true",
                "plugin /usr/lib/x86_64-linux-gnu/mosquitto_dynamic_security.so",
                "plugin_opt_config_file " + rights)
            .start();
    Uplink uplink = unheard("plant", to(mosquitto).version(version).down(SET), gateway);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(status(uplink).trouble())
                    .contains("does not let this gateway subscribe to set/plant/+/+")
                    .contains("set/plant/+/+/+")
                    .contains("give it the right"));
    assertThat(uplink.deliver(Parcels.counting("oven/t", 0, 3, Lane.LIVE)))
        .isInstanceOf(Delivered.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "3.1.1"})
  void aFloodIsBoundedAndForwardingGoesOn(String version) throws Exception {
    Mosquitto mosquitto = mosquitto("m").open().with("max_queued_messages 0").start();
    Uplink uplink = listening(to(mosquitto).version(version).down(SET));
    CountDownLatch device = new CountDownLatch(1);
    gateway.hold(device);
    Sender sender = opened(new Sender(mosquitto.port()));
    int flood = 2_000;
    for (int i = 0; i < flood; i++) {
      sender.send("set/plant/press-1/setpoint", "1", 0, false, new MqttProperties());
    }
    for (int i = 0; i < 100; i++) {
      sender.send("set/plant/press-1/setpoint", "2", 1, false, new MqttProperties());
    }
    await().until(() -> status(uplink).refused().containsKey(Cause.OVERFLOW));
    assertThat(uplink.deliver(Parcels.counting("oven/t", 0, 200, Lane.LIVE)))
        .isInstanceOf(Delivered.class);
    device.countDown();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(gateway.written().stream().filter(one -> one.value().equals(TWO)))
                    .as(status(uplink).toString())
                    .hasSize(100));
    assertThat(status(uplink).received()).isEqualTo(flood + 100);
    assertThat(status(uplink).refused()).containsOnlyKeys(Cause.OVERFLOW);
    assertAllAccountedFor(uplink);
  }

  private static final Value TWO = new Value.Num(2);

  @Test
  void theSenderHearsWhatBecameOfIt() throws Exception {
    Mosquitto mosquitto = mosquitto("m").open().start();
    listening(to(mosquitto).down(SET));
    Subscriber subscriber = opened(new Subscriber(mosquitto.port()));
    Sender sender = opened(new Sender(mosquitto.port()));
    sender.asking("set/plant/press-1/setpoint", "7", "answers/me", "17");
    sender.asking("set/plant/press-1/speed", "7", "answers/me", "18");
    // Nobody may have this gateway write where it sends readings, or where it listens.
    sender.asking("set/plant/press-1/setpoint", "8", "up/plant/oven/t", "19");
    sender.asking("set/plant/press-1/setpoint", "9", "set/plant/line/oven/t", "20");
    awaitWritten(3);
    await().until(() -> answers(subscriber, "answers/me").size() == 2);
    assertThat(answers(subscriber, "answers/me"))
        .satisfiesExactly(
            answer -> assertThat(answer).contains("\"ok\":true").contains("press-1/setpoint"),
            answer -> assertThat(answer).contains("\"ok\":false").contains("not-listed"));
    sender.asking("set/plant/press-1/setpoint", "10", "answers/last", "21");
    await().until(() -> answers(subscriber, "answers/last").size() == 1);
    assertThat(answers(subscriber, "up/plant/oven/t")).isEmpty();
    assertThat(answers(subscriber, "set/plant/line/oven/t")).isEmpty();
  }

  private static List<String> answers(Subscriber subscriber, String topic) {
    return subscriber.received().stream()
        .filter(received -> received.topic().equals(topic))
        .map(Received::payload)
        .toList();
  }

  @Test
  void whatIsTooLargeIsRefused() throws Exception {
    Mosquitto mosquitto = mosquitto("m").open().start();
    gateway.through(message -> {});
    Uplink uplink = listening(to(mosquitto).down(CMD, SET));
    Sender sender = opened(new Sender(mosquitto.port()));
    sender.send("cmd/plant/x", "x".repeat(Downlink.MAX_PAYLOAD + 1));
    awaitRefused(uplink, Cause.TOO_LARGE, 1);
    sender.send("set/plant/press-1/setpoint", "\"" + "x".repeat(DownPayload.LONGEST) + "\"");
    awaitRefused(uplink, Cause.TOO_LARGE, 2);
    sender.send("cmd/plant/x", "x".repeat(Downlink.MAX_PAYLOAD));
    await().until(() -> gateway.published().size() == 1);
    assertAllAccountedFor(uplink);
  }

  @Test
  void whatHasWaitedLongerThanItsSenderWantedIsNotDone() throws Exception {
    Mosquitto mosquitto = mosquitto("m").open().start();
    Uplink uplink = listening(to(mosquitto).down(SET));
    CountDownLatch device = new CountDownLatch(1);
    gateway.hold(device);
    Sender sender = opened(new Sender(mosquitto.port()));
    sender.send("set/plant/press-1/setpoint", "1");
    MqttProperties soon = new MqttProperties();
    soon.setMessageExpiryInterval(1L);
    sender.send("set/plant/press-1/setpoint", "2", 1, false, soon);
    await().until(() -> status(uplink).received() == 2);
    long start = System.nanoTime();
    await().until(() -> System.nanoTime() - start > Duration.ofMillis(2_100).toNanos());
    device.countDown();
    awaitRefused(uplink, Cause.EXPIRED, 1);
    assertThat(gateway.written()).containsExactly(number("press-1/setpoint", 1));
  }

  @Test
  void whatThisGatewayHasSeenBeforeIsDropped() throws Exception {
    Mosquitto mosquitto = mosquitto("m").open().start();
    gateway.through(message -> {});
    Uplink uplink = listening(to(mosquitto).down(CMD, SET));
    Sender sender = opened(new Sender(mosquitto.port()));
    sender.marked("cmd/plant/x", "1", LoopGuard.VIA, "a", LoopGuard.VIA, "plant");
    awaitRefused(uplink, Cause.LOOP, 1);
    sender.marked("set/plant/press-1/setpoint", "1", "gateway", "plant", "boot", "older");
    awaitRefused(uplink, Cause.LOOP, 2);
    sender.marked("set/plant/press-1/setpoint", "1", "gateway", "plant");
    awaitWritten(1);
    assertThat(gateway.published()).isEmpty();
    assertAllAccountedFor(uplink);
  }

  /** Each of two gateways passes on to the broker from which the other one hears. */
  @ParameterizedTest
  @ValueSource(strings = {"5", "3.1.1"})
  void aMessageDoesNotGoInACircle(String version) throws Exception {
    Mosquitto one = mosquitto("one").open().start();
    Mosquitto two = mosquitto("two").open().start();
    FakeDownstream left = new FakeDownstream().through(publisherTo(two, "left"));
    FakeDownstream right = new FakeDownstream().through(publisherTo(one, "right"));
    DownSettings circle = new DownSettings("ring/#", List.of(), "ring/#");
    Uplink first = listening("left", to(one).version(version).down(circle), left);
    Uplink second = listening("right", to(two).version(version).down(circle), right);
    opened(new Sender(one.port())).send("ring/x", "round");
    awaitRefused(first, Cause.LOOP, 1);
    boolean marked = version.equals("5");
    int rounds = marked ? 1 : LoopGuard.MOST_REPEATS;
    assertThat(status(first).published()).isEqualTo(rounds);
    assertThat(status(second).published()).isEqualTo(rounds);
    assertThat(status(second).refused()).isEmpty();
    if (marked) {
      assertThat(right.published().getFirst().properties())
          .containsExactly(
              new Property(LoopGuard.VIA, "left"), new Property(LoopGuard.VIA, "right"));
    }
    assertAllAccountedFor(first);
    assertAllAccountedFor(second);
  }

  private LocalPublisher publisherTo(Mosquitto mosquitto, String name) throws Exception {
    Sender sender = opened(new Sender(mosquitto.port(), "local-of-" + name));
    return message -> {
      String[] marks =
          message.properties().stream()
              .flatMap(property -> List.of(property.name(), property.value()).stream())
              .toArray(String[]::new);
      try {
        sender.marked(message.topic(), new String(message.payload(), UTF_8), marks);
      } catch (MqttException e) {
        throw new Downstream.Refusal(Cause.FAILED, e.toString());
      }
    };
  }

  @Test
  void whatIsSentUpDoesNotComeDown() throws Exception {
    Mosquitto mosquitto = mosquitto("m").open().start();
    DownSettings partly =
        new DownSettings("up/{gateway}/set/{signal}/{device}", List.of("x/y"), null);
    Uplink uplink = listening(to(mosquitto).down(partly));
    assertThat(uplink.deliver(List.of(Parcels.of("set/y/x", 1)))).isInstanceOf(Delivered.class);
    opened(new Sender(mosquitto.port())).send("up/plant/set/y/x", "2");
    awaitWritten(1);
    assertThat(gateway.written()).containsExactly(number("x/y", 2));
    assertThat(status(uplink).refusedByWord()).isEqualTo(Map.of());
  }
}
