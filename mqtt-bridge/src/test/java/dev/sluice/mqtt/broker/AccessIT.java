package dev.sluice.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.MqttSection;
import dev.sluice.config.MqttSection.Anonymous;
import dev.sluice.config.MqttSection.Listen;
import dev.sluice.meters.TroubleBook;
import dev.sluice.mqtt.broker.RawClient.Login;
import dev.sluice.pipeline.Arrival;
import dev.sluice.state.DeviceKeys.DeviceKey;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who comes in, and what they may do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessIT {

  private static final int BAD_PASSWORD_3 = 4;
  private static final int BAD_PASSWORD_5 = 0x86;
  private static final int NOT_AUTHORIZED_3 = 5;
  private static final int NOT_AUTHORIZED_5 = 0x87;

  private TestBroker box;
  private TestBroker behindProxy;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    box = new TestBroker(folder.resolve("box")).start();
    behindProxy =
        new TestBroker(
                folder.resolve("behind-proxy"),
                FakeState.EMPTY,
                Anonymous.NEVER,
                TestBroker.freePorts(2),
                true)
            .start();
    for (FakeKeys keys : List.of(box.keys, behindProxy.keys)) {
      keys.add(
          new DeviceKey("press", List.of("plant/press/#"), List.of("plant/press/set/+", "shared")));
    }
  }

  @AfterAll
  void stop() {
    box.close();
    behindProxy.close();
  }

  @BeforeEach
  void reset() {
    box.intake.reset();
  }

  private static Login press(int version, String client) {
    return Login.of(version, client).as("press", "press-secret");
  }

  private static int refusal(int port, Login login) throws Exception {
    try (RawClient client = new RawClient(port)) {
      RawClient.Packet answer = client.login(login);
      assertThat(answer.type()).isEqualTo(RawClient.CONNACK);
      return answer.body()[1] & 0xFF;
    }
  }

  @ParameterizedTest
  @CsvSource({"4," + BAD_PASSWORD_3, "5," + BAD_PASSWORD_5})
  void aWrongPasswordIsRefused(int version, int code) throws Exception {
    Login login = Login.of(version, "guess");
    assertThat(refusal(box.port, login.as("press", "guess"))).isEqualTo(code);
    assertThat(refusal(box.port, login.as("nobody", "nobody-secret"))).isEqualTo(code);
    assertThat(refusal(box.port, login.as("press", null))).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({"4," + NOT_AUTHORIZED_3, "5," + NOT_AUTHORIZED_5})
  void nobodyIsAnonymousBehindAProxy(int version, int code) throws Exception {
    assertThat(refusal(behindProxy.port, Login.of(version, "through-proxy"))).isEqualTo(code);
    RawClient.connected(behindProxy.port, press(version, "through-proxy")).close();
  }

  @Test
  void anAuthenticationMethodIsRefused() throws Exception {
    try (RawClient client = new RawClient(box.port)) {
      // CONNECT of MQTT 5, clean start, with the property "authentication method" = X.
      byte[] connect = {0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 0, 4, 0x15, 0, 1, 'X', 0, 1, 'm'};
      client.send(0x10, connect);
      RawClient.Packet answer = client.next();
      assertThat(answer.type()).isEqualTo(RawClient.CONNACK);
      assertThat(answer.body()[1] & 0xFF).isEqualTo(0x8C);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aForeignTopicNeverReachesTheIntake(int qos) throws Exception {
    try (RawClient client = RawClient.connected(box.port, press(4, "foreign-3"))) {
      client.publish("plant/oven/t", "1", qos, 1);
      client.expectEnd();
    }
    try (RawClient client = RawClient.connected(box.port, press(5, "foreign-5"))) {
      client.publish("plant/oven/t", "1", qos, 1);
      if (qos > 0) {
        assertThat(client.expectAck(qos + 3, 1)).isEqualTo(NOT_AUTHORIZED_5);
      }
      client.publish("plant/press/t", "1", 1, 2);
      assertThat(client.expectAck(RawClient.PUBACK, 2)).isLessThan(0x80);
    }
    assertThat(box.intake.taken())
        .singleElement()
        .satisfies(arrival -> assertThat(arrival.source()).isEqualTo("foreign-5"));
    assertThat(box.troubles.newestFirst())
        .anySatisfy(
            trouble -> {
              assertThat(trouble.source()).endsWith(" (client id foreign-5)");
              assertThat(trouble.reason()).isEqualTo("not-authorized");
              assertThat(trouble.topic()).isEqualTo("plant/oven/t");
            });
  }

  @Test
  void aForeignTopicNeverReachesSubscribers() throws Exception {
    try (RawClient listener = RawClient.connected(box.port, Login.v3("all-ears"));
        RawClient client = RawClient.connected(box.port, press(5, "foreign-loud"))) {
      assertThat(listener.subscribe("#", 0)).isZero();
      client.publish("plant/oven/t", "no", 0, 0);
      client.publish("plant/press/t", "yes", 0, 0);
      assertThat(listener.next().payload()).isEqualTo("yes");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "plant/press/set/speed,true",
    "plant/press/set/+,true",
    "shared,true",
    "$share/group/shared,true",
    "plant/press/set/#,false",
    "plant/press/t,false",
    "#,false",
    "+,false"
  })
  void aDeviceSubscribesToWhatItsKeyAllows(String filter, boolean allowed) throws Exception {
    try (RawClient client = RawClient.connected(box.port, press(5, "listener"))) {
      if (allowed) {
        assertThat(client.subscribe(filter, 1)).isLessThan(0x80);
      } else {
        assertThat(client.subscribe(filter, 1)).isEqualTo(NOT_AUTHORIZED_5);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void theCredentialNamesTheDeviceAndNotTheClientId(int version) throws Exception {
    Login login = press(version, "oven").will("plant/press/gone", "will", 1, false, 0);
    try (RawClient client = RawClient.connected(box.port, login)) {
      client.publish("plant/press/t", "1", 1, 1);
      client.expectAck(RawClient.PUBACK, 1);
    }
    await().until(() -> box.intake.readings("oven").size() == 2);
    assertThat(box.intake.readings("oven"))
        .flatExtracting(Arrival::samples)
        .extracting(sample -> sample.signal().device())
        .containsExactly("press", "press");
    // Without a credential there is but the client id.
    try (RawClient client = RawClient.connected(box.port, Login.of(version, "anyone"))) {
      client.publish("t", "1", 1, 1);
      client.expectAck(RawClient.PUBACK, 1);
    }
    assertThat(box.intake.readings("anyone").getFirst().samples().getFirst().signal().device())
        .isEqualTo("anyone");
  }

  @ParameterizedTest
  @CsvSource({"4," + NOT_AUTHORIZED_3, "5," + NOT_AUTHORIZED_5})
  void aWillForAForeignTopicIsRefused(int version, int code) throws Exception {
    Login login = press(version, "foreign-will").will("plant/oven/t", "gone", 1, true, 0);
    assertThat(refusal(box.port, login)).isEqualTo(code);
    assertThat(box.intake.taken()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plant/+/t", "plant/#", "$SYS/x"})
  void aWillForATopicThatCannotBeIsRefused(String topic) throws Exception {
    assertThat(refusal(box.port, Login.v5("odd-will").will(topic, "gone", 1, true, 0)))
        .isEqualTo(0x90);
    assertThat(refusal(box.port, Login.v3("odd-will").will(topic, "gone", 1, true, 0))).isNotZero();
    assertThat(box.intake.taken()).isEmpty();
  }

  @Test
  void whoGuessesMustWaitAndIsNotEvenChecked() throws Exception {
    FailedLogins logins = new FailedLogins();
    for (int i = 0; i < 12; i++) {
      logins.failed("10.0.0.7", i);
    }
    assertThat(logins.mustWait("10.0.0.7", 13)).isTrue();
    assertThat(logins.mustWait("10.0.0.8", 13)).isFalse();

    double before = behindProxy.meter("mqtt_logins_refused_total");
    int checksBefore = behindProxy.keys.checks.get();
    for (int i = 0; i < 40; i++) {
      assertThat(refusal(behindProxy.port, Login.v5("guesser").as("ghost", "x" + i)))
          .isEqualTo(BAD_PASSWORD_5);
    }
    assertThat(behindProxy.meter("mqtt_logins_refused_total")).isEqualTo(before + 40);
    assertThat(behindProxy.keys.checks.get() - checksBefore).isLessThan(40);
    // Behind a proxy everybody has the same address: others are not held up.
    RawClient.connected(behindProxy.port, press(5, "innocent")).close();
  }

  @Test
  void aClientIdInUseIsTakenOverAndCounted() throws Exception {
    double before = box.meter("mqtt_takeovers_total");
    try (RawClient old = RawClient.connected(box.port, Login.v5("twin"));
        RawClient fresh = RawClient.connected(box.port, Login.v5("twin"))) {
      old.expectEnd();
      fresh.publish("plant/a", "1", 1, 1);
      fresh.expectAck(RawClient.PUBACK, 1);
    }
    assertThat(box.meter("mqtt_takeovers_total")).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @CsvSource({"4," + NOT_AUTHORIZED_3, "5," + NOT_AUTHORIZED_5})
  void aConnectedClientsIdIsRefusedToAnotherUser(int version, int code) throws Exception {
    String id = "mine-" + version;
    double before = box.meter("mqtt_foreign_sessions_refused_total");
    try (RawClient owner = RawClient.connected(box.port, Login.of(version, id))) {
      assertThat(refusal(box.port, press(version, id))).isEqualTo(code);
      assertThat(refusal(box.port, press(version, id).persistent())).isEqualTo(code);
      owner.publish("plant/a", "1", 2, 1);
      owner.expectAck(RawClient.PUBREC, 1);
      // The guest's end is not the owner's: its open QoS 2 publish is still known.
      assertThat(refusal(box.port, press(version, id))).isEqualTo(code);
      owner.publish("plant/a", "1", 2, 1, true, false);
      owner.expectAck(RawClient.PUBREC, 1);
      owner.pubrel(1);
      owner.expectAck(RawClient.PUBCOMP, 1);
    }
    assertThat(box.meter("mqtt_foreign_sessions_refused_total")).isEqualTo(before + 3);
    assertThat(box.troubles.newestFirst())
        .anySatisfy(
            trouble -> {
              assertThat(trouble.source()).endsWith("(client id " + id + ")");
              assertThat(trouble.reason()).isEqualTo("client-id-of-another");
              assertThat(trouble.sample()).contains("press");
            });
    // It left no session behind, so its id is free.
    await().until(() -> refusal(box.port, press(version, id)) == 0);
  }

  @ParameterizedTest
  @CsvSource({"4," + NOT_AUTHORIZED_3, "5," + NOT_AUTHORIZED_5})
  void aSessionLeftBehindIsRefusedToAnotherUser(int version, int code) throws Exception {
    String id = "left-" + version;
    Login owner = press(version, id).persistent();
    try (RawClient client = RawClient.connected(box.port, owner)) {
      assertThat(client.subscribe("plant/press/set/+", 1)).isLessThan(0x80);
    }
    assertThat(refusal(box.port, Login.of(version, id).persistent())).isEqualTo(code);
    assertThat(refusal(box.port, Login.of(version, id))).isEqualTo(code);
    try (RawClient client = new RawClient(box.port)) {
      assertThat(client.login(owner).body()[0]).as("session present").isEqualTo((byte) 1);
    }
    // Ended by its owner, it is free.
    try (RawClient client = RawClient.connected(box.port, press(version, id))) {
      client.disconnect(0);
    }
    await().until(() -> refusal(box.port, Login.of(version, id)) == 0);
  }

  @Test
  void aRemovedKeyEndsWhatItHasOpened() throws Exception {
    box.keys.add(new DeviceKey("leaver", List.of("#"), List.of("#")));
    Login login = Login.v5("leaver-5").as("leaver", "leaver-secret");
    Login old = Login.v3("leaver-3").as("leaver", "leaver-secret").persistent();
    RawClient.connected(box.port, old).close();
    double before = box.meter("mqtt_revoked_sessions_total");
    try (RawClient five = RawClient.connected(box.port, login);
        RawClient three =
            RawClient.connected(box.port, Login.v3("leaver").as("leaver", "leaver-secret"));
        RawClient stays = RawClient.connected(box.port, press(5, "stays"))) {
      box.keys.remove("leaver");
      RawClient.Packet end = five.next();
      assertThat(end.type()).isEqualTo(RawClient.DISCONNECT);
      assertThat(end.body()[0] & 0xFF).isEqualTo(0x98);
      three.expectEnd();
      stays.publish("plant/press/t", "1", 1, 1);
      stays.expectAck(RawClient.PUBACK, 1);
      assertThat(refusal(box.port, login)).isEqualTo(BAD_PASSWORD_5);
    }
    assertThat(box.meter("mqtt_revoked_sessions_total")).isEqualTo(before + 3);
    // Nobody is kept out of the ids it had.
    RawClient.connected(box.port, Login.v3("leaver-3").persistent()).close();
  }

  @Test
  void aKeyMadeAgainEndsTheSessionsOfTheOldOne() throws Exception {
    DeviceKey key = new DeviceKey("renewed", List.of("#"), List.of("#"));
    box.keys.add(key);
    Login login = Login.v5("renewed").as("renewed", "renewed-secret").persistent();
    try (RawClient client = RawClient.connected(box.port, login)) {
      assertThat(client.subscribe("plant/secret", 1)).isLessThan(0x80);
      box.keys.remove("renewed");
      box.keys.add(key);
      client.expectEnd();
    }
    try (RawClient client = new RawClient(box.port)) {
      byte[] connack = client.login(login).body();
      assertThat(connack[0]).as("session present").isZero();
      assertThat(connack[1]).as("code").isZero();
    }
  }

  @Test
  void clientsAreCounted() throws Exception {
    await().until(() -> box.broker.clients() == 0);
    try (RawClient one = RawClient.connected(box.port, Login.v3("one"));
        RawClient two = RawClient.connected(box.port, Login.v5("two"))) {
      assertThat(box.broker.clients()).isEqualTo(2);
      one.publish("plant/a", "12345", 1, 1);
      one.expectAck(RawClient.PUBACK, 1);
      two.disconnect(0);
      await().until(() -> box.broker.clients() == 1);
    }
    await().until(() -> box.broker.clients() == 0);
    assertThat(box.meter("mqtt_publishes_total")).isPositive();
    assertThat(box.meter("mqtt_publish_bytes_total")).isGreaterThanOrEqualTo(5);
    assertThat(box.meter("mqtt_received_bytes_total")).isPositive();
  }

  @Test
  void aClientWithoutAnIdGetsOne() throws Exception {
    try (RawClient client = RawClient.connected(box.port, Login.v3(""))) {
      client.publish("plant/a", "1", 1, 1);
      client.expectAck(RawClient.PUBACK, 1);
    }
    assertThat(box.intake.taken().getFirst().source()).isNotEmpty();
  }

  @Test
  void aNeighbourOnTheNetworkIsNotAnonymous(@TempDir Path folder) throws Exception {
    Optional<InetAddress> outside = outsideAddress();
    assumeThat(outside).as("an address that is not loopback").isPresent();
    InetAddress address = outside.orElseThrow();
    int port = TestBroker.freePorts(1).getFirst();
    MqttSection section =
        TestBroker.section(
            Anonymous.LOOPBACK,
            List.of(new Listen(port, address.getHostAddress(), false, false, false)));
    FakeKeys keys = new FakeKeys();
    try (FakeIntake intake = new FakeIntake();
        LocalBroker broker =
            new LocalBroker(
                section,
                folder.resolve("broker"),
                intake,
                new FakeDecoder(),
                keys,
                FakeState.EMPTY,
                new TestClock(),
                new TroubleBook(10),
                null,
                new Random(1))) {
      broker.start();
      try (RawClient client = new RawClient(address, port)) {
        assertThat(client.login(Login.v5("neighbour")).body()[1] & 0xFF)
            .isEqualTo(NOT_AUTHORIZED_5);
      }
      // Closed until a device key exists.
      keys.add(new DeviceKey("press", List.of("#"), List.of()));
      try (RawClient client = new RawClient(address, port)) {
        assertThat(client.login(press(5, "neighbour")).body()[1]).isZero();
      }
    }
  }

  private static Optional<InetAddress> outsideAddress() throws Exception {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .findFirst();
  }
}
