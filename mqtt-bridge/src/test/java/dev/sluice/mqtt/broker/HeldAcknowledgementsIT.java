package dev.sluice.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.Note;
import dev.sluice.model.Value;
import dev.sluice.mqtt.broker.FakeIntake.Fate;
import dev.sluice.mqtt.broker.RawClient.Login;
import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Arrival.Care;
import dev.sluice.pipeline.Arrival.Resend;
import dev.sluice.pipeline.Intake.Verdict;
import dev.sluice.pipeline.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An acknowledgement leaves when, and only when, what it acknowledges is stored. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeldAcknowledgementsIT {

  private TestBroker box;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    box = new TestBroker(folder).start();
  }

  @AfterAll
  void stop() {
    box.close();
  }

  @BeforeEach
  void reset() {
    box.intake.reset();
  }

  private static Resend resend(Arrival arrival) {
    return Objects.requireNonNull(arrival.resend());
  }

  @ParameterizedTest
  @CsvSource({"4,1,4", "5,1,4", "4,2,5", "5,2,5"})
  void leavesAfterTheCommitAndNotBefore(int version, int qos, int ack) throws Exception {
    String id = "held-" + version + "-" + qos;
    box.intake.fate(Fate.HOLD);
    try (RawClient client = RawClient.connected(box.port, Login.of(version, id))) {
      client.publish("plant/a", "1", qos, 7);
      await().until(() -> box.intake.held() == 1);
      client.expectSilence();

      box.intake.settleHeld(Outcome.STORED);

      assertThat(client.expectAck(ack, 7)).isLessThan(0x80);
      Arrival arrival = box.intake.readings(id).getFirst();
      assertThat(arrival.care()).isEqualTo(Care.ACKNOWLEDGED);
      assertThat(arrival.resend()).isNotNull();
      assertThat(arrival.resend().packet()).isEqualTo(7);
      assertThat(arrival.resend().dup()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void manyInFlightComeBackInOrderOnceTheyAreStored(int version) throws Exception {
    String id = "window-" + version;
    box.intake.fate(Fate.HOLD);
    try (RawClient client = RawClient.connected(box.port, Login.of(version, id))) {
      for (int packet = 1; packet <= 200; packet++) {
        client.publish("plant/a", "v" + packet, 1, packet);
      }
      await()
          .until(
              () -> {
                box.intake.settleHeld(Outcome.STORED);
                return box.intake.readings(id).size() == 200;
              });
      box.intake.settleHeld(Outcome.STORED);
      for (int packet = 1; packet <= 200; packet++) {
        assertThat(client.expectAck(RawClient.PUBACK, packet)).isLessThan(0x80);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"4,4", "5,4", "4,5", "5,5"})
  void aDuplicateIsAcknowledged(int version, int ack) throws Exception {
    box.intake.fate(Fate.HOLD);
    try (RawClient client = RawClient.connected(box.port, Login.of(version, "dup-" + version))) {
      client.publish("plant/a", "1", ack - 3, 3, true, false);
      await().until(() -> box.intake.held() == 1);
      assertThat(resend(box.intake.taken().getFirst()).dup()).isTrue();
      box.intake.settleHeld(Outcome.DUPLICATE);
      assertThat(client.expectAck(ack, 3)).isLessThan(0x80);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void aFailedCommitIsNeverAcknowledgedAndItsResendIs(int version) throws Exception {
    String id = "failed-" + version;
    box.intake.fate(Fate.FAIL);
    double before = box.meter("mqtt_not_stored_disconnects_total");
    Login login = Login.of(version, id).persistent();
    try (RawClient client = RawClient.connected(box.port, login)) {
      client.publish("plant/a", "1", 1, 9);
      client.expectEnd();
    }
    assertThat(box.meter("mqtt_not_stored_disconnects_total")).isEqualTo(before + 1);
    box.intake.fate(Fate.STORE);
    try (RawClient client = RawClient.connected(box.port, login)) {
      client.publish("plant/a", "1", 1, 9, true, false);
      assertThat(client.expectAck(RawClient.PUBACK, 9)).isLessThan(0x80);
    }
    List<Arrival> tries = box.intake.readings(id);
    assertThat(tries).hasSize(2);
    assertThat(resend(tries.get(1)).dup()).isTrue();
    assertThat(resend(tries.get(1)).hash()).isEqualTo(resend(tries.get(0)).hash());
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void nothingOfAWindowIsAcknowledgedAfterAFailedCommit(int version) throws Exception {
    String id = "window-failed-" + version;
    box.intake.fate(Fate.HOLD);
    try (RawClient client = RawClient.connected(box.port, Login.of(version, id))) {
      for (int packet = 1; packet <= 64; packet++) {
        client.publish("plant/a", "v" + packet, 1, packet);
      }
      await().until(() -> box.intake.held() > 0);
      box.intake.fate(Fate.FAIL);
      box.intake.settleHeld(Outcome.FAILED);
      client.expectEnd();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void aQos2PublishIsNotReceivedBeforeAGoodCommitAlsoAcrossReconnects(int version)
      throws Exception {
    String id = "qos2-" + version;
    Login login = Login.of(version, id).persistent();
    box.intake.fate(Fate.FAIL);
    try (RawClient client = RawClient.connected(box.port, login)) {
      client.publish("plant/a", "precious", 2, 11);
      client.expectEnd();
    }
    // HiveMQ answers this resend itself, without showing it to the tap.
    try (RawClient client = RawClient.connected(box.port, login)) {
      client.publish("plant/a", "precious", 2, 11, true, false);
      client.expectEnd();
    }
    box.intake.fate(Fate.HOLD);
    try (RawClient client = RawClient.connected(box.port, login)) {
      client.publish("plant/a", "precious", 2, 11, true, false);
      await().until(() -> box.intake.held() == 1);
      client.expectSilence();
      box.intake.settleHeld(Outcome.STORED);
      assertThat(client.expectAck(RawClient.PUBREC, 11)).isLessThan(0x80);
      client.pubrel(11);
      client.expectAck(RawClient.PUBCOMP, 11);
    }
    assertThat(box.intake.readings(id))
        .hasSize(3)
        .allSatisfy(arrival -> assertThat(arrival.samples()).hasSize(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void aLostPubrecIsSentAgainWithoutStoringTwice(int version) throws Exception {
    String id = "pubrec-lost-" + version;
    Login login = Login.of(version, id).persistent();
    try (RawClient client = RawClient.connected(box.port, login)) {
      client.publish("plant/a", "once", 2, 5);
      client.expectAck(RawClient.PUBREC, 5);
    }
    try (RawClient client = RawClient.connected(box.port, login)) {
      client.publish("plant/a", "once", 2, 5, true, false);
      assertThat(client.expectAck(RawClient.PUBREC, 5)).isLessThan(0x80);
      client.pubrel(5);
      client.expectAck(RawClient.PUBCOMP, 5);
      // The id is free again: what comes now is another publish.
      client.publish("plant/a", "twice", 2, 5);
      assertThat(client.expectAck(RawClient.PUBREC, 5)).isLessThan(0x80);
    }
    assertThat(box.intake.readings(id)).hasSize(2);
  }

  @Test
  void aRefusedQos2PacketIdIsNotAcknowledgedUnseenLater() throws Exception {
    box.intake.door(arrival -> Verdict.FULL);
    try (RawClient client = RawClient.connected(box.port, Login.v5("poisoned"))) {
      client.publish("plant/a", "refused", 2, 4);
      assertThat(client.expectAck(RawClient.PUBREC, 4)).isEqualTo(0x97);
      box.intake.door(arrival -> Verdict.TAKEN);
      // HiveMQ still has packet id 4 and answers for it, without showing the new publish.
      client.publish("plant/a", "another", 2, 4);
      client.expectEnd();
    }
    try (RawClient client = RawClient.connected(box.port, Login.v5("poisoned"))) {
      client.publish("plant/a", "another", 2, 4, true, false);
      assertThat(client.expectAck(RawClient.PUBREC, 4)).isLessThan(0x80);
    }
    assertThat(box.intake.readings("poisoned")).hasSize(1);
  }

  @Test
  void aRefusedQos2PacketIdIsHealedForAPersistentSessionToo() throws Exception {
    Login login = Login.v5("poisoned-persistent").persistent();
    box.intake.door(arrival -> Verdict.FULL);
    try (RawClient client = RawClient.connected(box.port, login)) {
      client.publish("plant/a", "refused", 2, 4);
      assertThat(client.expectAck(RawClient.PUBREC, 4)).isEqualTo(0x97);
      box.intake.door(arrival -> Verdict.TAKEN);
      client.publish("plant/a", "another", 2, 4);
      client.expectEnd();
    }
    try (RawClient client = RawClient.connected(box.port, login)) {
      client.publish("plant/a", "another", 2, 4, true, false);
      assertThat(client.expectAck(RawClient.PUBREC, 4)).isLessThan(0x80);
    }
    assertThat(box.intake.readings("poisoned-persistent")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exception", "error"})
  void aDecoderThatThrowsNeverLeadsToAnAcknowledgement(String payload) throws Exception {
    for (int qos = 1; qos <= 2; qos++) {
      try (RawClient old = RawClient.connected(box.port, Login.v3("throws-3"));
          RawClient client = RawClient.connected(box.port, Login.v5("throws-5"))) {
        old.publish("plant/a", payload, qos, 1);
        old.expectEnd();
        client.publish("plant/a", payload, qos, 1);
        assertThat(client.expectAck(qos == 1 ? RawClient.PUBACK : RawClient.PUBREC, 1))
            .isEqualTo(0x80);
        // The same connection goes on.
        client.publish("plant/a", "fine", 1, 2);
        assertThat(client.expectAck(RawClient.PUBACK, 2)).isLessThan(0x80);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anIntakeThatThrowsNeverLeadsToAnAcknowledgement(int qos) throws Exception {
    box.intake.door(
        arrival -> {
          throw new AssertionError("made to fail");
        });
    try (RawClient old = RawClient.connected(box.port, Login.v3("door-3"));
        RawClient client = RawClient.connected(box.port, Login.v5("door-5"))) {
      old.publish("plant/a", "1", qos, 1);
      old.expectEnd();
      client.publish("plant/a", "1", qos, 1);
      assertThat(client.expectAck(qos + 3, 1)).isEqualTo(0x80);
    }
  }

  @Test
  void aFullIntakeRefusesMqtt5AndKeepsTheConnection() throws Exception {
    box.intake.door(arrival -> arrival.source().equals("flood") ? Verdict.FULL : Verdict.TAKEN);
    double before = box.meter("mqtt_publishes_refused_total");
    try (RawClient client = RawClient.connected(box.port, Login.v5("flood"));
        RawClient neighbour = RawClient.connected(box.port, Login.v3("neighbour"))) {
      client.publish("plant/a", "1", 1, 1);
      assertThat(client.expectAck(RawClient.PUBACK, 1)).isEqualTo(0x97);
      client.publish("plant/a", "1", 2, 2);
      assertThat(client.expectAck(RawClient.PUBREC, 2)).isEqualTo(0x97);
      neighbour.publish("plant/b", "1", 1, 1);
      neighbour.expectAck(RawClient.PUBACK, 1);

      box.intake.door(arrival -> Verdict.TAKEN);
      client.publish("plant/a", "1", 1, 3);
      assertThat(client.expectAck(RawClient.PUBACK, 3)).isLessThan(0x80);
    }
    assertThat(box.meter("mqtt_publishes_refused_total")).isEqualTo(before + 2);
  }

  @Test
  void aFullIntakeClosesMqtt311() throws Exception {
    box.intake.door(arrival -> arrival.source().equals("flood-3") ? Verdict.FULL : Verdict.TAKEN);
    try (RawClient client = RawClient.connected(box.port, Login.v3("flood-3"));
        RawClient neighbour = RawClient.connected(box.port, Login.v3("neighbour-3"))) {
      client.publish("plant/a", "1", 1, 1);
      client.expectEnd();
      neighbour.publish("plant/b", "1", 2, 1);
      neighbour.expectAck(RawClient.PUBREC, 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void aFullIntakeDropsQos0AndNothingElse(int version) throws Exception {
    box.intake.door(arrival -> Verdict.FULL);
    try (RawClient client = RawClient.connected(box.port, Login.of(version, "drop-" + version));
        RawClient listener = RawClient.connected(box.port, Login.v3("drop-listener"))) {
      assertThat(listener.subscribe("drop/#", 0)).isZero();
      client.publish("drop/a", "lost", 0, 0);
      await().until(() -> box.intake.refused() == 1);
      box.intake.door(arrival -> Verdict.TAKEN);
      client.publish("drop/a", "kept", 0, 0);
      assertThat(listener.next().payload()).isEqualTo("kept");
    }
  }

  @Test
  void aFullDiskRefusesQos1AndLetsQos0ThroughToSubscribers() throws Exception {
    box.intake.door(arrival -> Verdict.DISK);
    try (RawClient client = RawClient.connected(box.port, Login.v5("disk"));
        RawClient listener = RawClient.connected(box.port, Login.v3("disk-listener"))) {
      assertThat(listener.subscribe("disk/#", 0)).isZero();
      client.publish("disk/a", "refused", 1, 1);
      assertThat(client.expectAck(RawClient.PUBACK, 1)).isEqualTo(0x97);
      client.publish("disk/a", "live", 0, 0);
      assertThat(listener.next().payload()).isEqualTo("live");
    }
  }

  @ParameterizedTest
  @CsvSource({"malformed,1", "malformed,2", "ignored,1", "ignored,2"})
  void whatCarriesNoReadingIsAcknowledgedAllTheSame(String payload, int qos) throws Exception {
    String id = payload + "-" + qos;
    try (RawClient client = RawClient.connected(box.port, Login.v3(id))) {
      client.publish("plant/a", payload, qos, 1);
      client.expectAck(qos + 3, 1);
    }
    var malformed = box.intake.taken(arrival -> arrival.note() instanceof Note.Malformed);
    assertThat(malformed).hasSize(payload.equals("malformed") ? 1 : 0);
    assertThat(box.intake.readings(id)).isEmpty();
  }

  @Test
  void aPublishMayBeHeldWhileItsClientIsTakenOver() throws Exception {
    box.intake.fate(Fate.HOLD);
    Login login = Login.v3("taken-over").persistent();
    try (RawClient old = RawClient.connected(box.port, login);
        RawClient fresh = new RawClient(box.port)) {
      old.publish("plant/a", "1", 1, 1);
      await().until(() -> box.intake.held() == 1);
      fresh.sendLogin(login);
      fresh.expectSilence();

      box.intake.fate(Fate.STORE);
      box.intake.settleHeld(Outcome.FAILED);

      old.expectEnd();
      assertThat(fresh.next().type()).isEqualTo(RawClient.CONNACK);
      fresh.publish("plant/a", "1", 1, 1, true, false);
      fresh.expectAck(RawClient.PUBACK, 1);
      fresh.expectSilence();
    }
  }

  @Test
  void aPublishFromAClientThatIsLostWhileItIsHeldDoesNoHarm() throws Exception {
    box.intake.fate(Fate.HOLD);
    Login login = Login.v3("lost-while-held").persistent();
    try (RawClient client = RawClient.connected(box.port, login)) {
      client.publish("plant/a", "1", 1, 1);
      await().until(() -> box.intake.held() == 1);
    }
    box.intake.fate(Fate.STORE);
    box.intake.settleHeld(Outcome.FAILED);
    try (RawClient client = RawClient.connected(box.port, login)) {
      client.publish("plant/a", "1", 1, 1, true, false);
      client.expectAck(RawClient.PUBACK, 1);
      client.expectSilence();
    }
  }

  @Test
  void dollarTopicsAreNeverDeliveredNorStoredAndCostNoConnection() throws Exception {
    try (RawClient old = RawClient.connected(box.port, Login.v3("dollar-3"));
        RawClient client = RawClient.connected(box.port, Login.v5("dollar-5"))) {
      assertThat(old.subscribe("$other/#", 0)).isZero();
      old.publish("$other/a", "1", 0, 0);
      old.publish("$other/a", "1", 1, 1);
      old.expectAck(RawClient.PUBACK, 1);
      old.publish("$other/a", "1", 2, 2);
      old.expectAck(RawClient.PUBREC, 2);
      client.publish("$other/a", "1", 1, 1);
      assertThat(client.expectAck(RawClient.PUBACK, 1)).isEqualTo(0x90);
      old.expectSilence();
    }
    assertThat(box.intake.taken()).isEmpty();
    assertThat(box.troubles.newestFirst())
        .anySatisfy(trouble -> assertThat(trouble.reason()).isEqualTo("dollar-topic"));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void aPacketThatIsTooLargeCostsTheConnectionAndIsNamed(int version) throws Exception {
    String id = "large-" + version;
    try (RawClient client = RawClient.connected(box.port, Login.of(version, id))) {
      client.publish("plant/a", "x".repeat(TestBroker.PACKET_LIMIT + 1), 1, 1);
      client.expectEnd();
    }
    await()
        .untilAsserted(
            () ->
                assertThat(box.troubles.newestFirst())
                    .anySatisfy(
                        trouble -> {
                          assertThat(trouble.source()).contains("(client id " + id + ")");
                          assertThat(trouble.reason()).isEqualTo("packet-too-large");
                        }));
    assertThat(box.meter("mqtt_packets_too_large_total")).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void aCleanStartAfterAFailedQos2PublishNeverAcknowledgesSomethingElse(int version)
      throws Exception {
    String id = "fresh-" + version;
    box.intake.fate(Fate.FAIL);
    try (RawClient client = RawClient.connected(box.port, Login.of(version, id).persistent())) {
      client.publish("plant/a", "old", 2, 11);
      client.expectEnd();
    }
    box.intake.reset();
    int received = 0;
    for (int attempt = 0; attempt < 3 && received == 0; attempt++) {
      try (RawClient client = RawClient.connected(box.port, Login.of(version, id))) {
        client.publish("plant/a", "new", 2, 11);
        RawClient.Packet answer = client.next();
        if (answer.type() == RawClient.PUBREC) {
          received++;
        }
      }
    }
    // HiveMQ may still have the old id: then the client loses its connection once, not its message.
    assertThat(received).isEqualTo(1);
    assertThat(box.intake.readings(id))
        .singleElement()
        .satisfies(
            arrival ->
                assertThat(arrival.samples().getFirst().value()).isEqualTo(new Value.Text("new")));
  }
}
