package dev.sluice.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.Note;
import dev.sluice.mqtt.broker.FakeIntake.Fate;
import dev.sluice.mqtt.broker.RawClient.Login;
import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Intake.Verdict;
import dev.sluice.pipeline.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wills are journalled, published as MQTT says, stored like any publish, and cleared. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WillsIT {

  private TestBroker box;
  private RawClient listener;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    box = new TestBroker(folder).start();
    listener = RawClient.connected(box.port, Login.v3("will-listener"));
    assertThat(listener.subscribe("will/#", 0)).isZero();
  }

  @AfterAll
  void stop() throws Exception {
    listener.close();
    box.close();
  }

  @BeforeEach
  void reset() {
    box.intake.reset();
  }

  private static Login login(int version, String client) {
    return Login.of(version, client).will("will/" + client, "gone", 1, false, 0);
  }

  private void awaitCleared(String client) {
    await().until(() -> !box.intake.wills(client).isEmpty() && last(client).will() == null);
  }

  private Note.Will last(String client) {
    return box.intake.wills(client).getLast();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void aLostClientsWillBecomesAReadingAndReachesSubscribers(int version) throws Exception {
    String id = "lost-" + version;
    RawClient client = RawClient.connected(box.port, login(version, id));
    assertThat(box.intake.wills(id)).hasSize(1);
    assertThat(last(id).will()).isNotNull();
    assertThat(box.intake.readings(id)).isEmpty();

    client.close();

    RawClient.Packet delivered = listener.next();
    assertThat(delivered.topic()).isEqualTo("will/" + id);
    assertThat(delivered.payload()).isEqualTo("gone");
    assertThat(box.intake.readings(id)).hasSize(1);
    awaitCleared(id);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void aGoodByeVoidsTheWill(int version) throws Exception {
    String id = "polite-" + version;
    try (RawClient client = RawClient.connected(box.port, login(version, id))) {
      client.disconnect(0);
      awaitCleared(id);
    }
    listener.expectSilence();
    assertThat(box.intake.readings(id)).isEmpty();
  }

  @Test
  void aGoodByeMayAskForTheWill() throws Exception {
    try (RawClient client = RawClient.connected(box.port, login(5, "dramatic"))) {
      client.disconnect(4);
      assertThat(listener.next().topic()).isEqualTo("will/dramatic");
    }
    awaitCleared("dramatic");
  }

  @Test
  void theCommitComesBeforeTheSubscribers() throws Exception {
    RawClient client = RawClient.connected(box.port, login(4, "patient"));
    box.intake.fate(Fate.HOLD);
    client.close();
    await().until(() -> box.intake.held() == 1);
    listener.expectSilence();
    box.intake.fate(Fate.STORE);
    box.intake.settleHeld(Outcome.STORED);
    assertThat(listener.next().topic()).isEqualTo("will/patient");
    awaitCleared("patient");
  }

  @Test
  void theConnackWaitsUntilTheWillIsDurable() throws Exception {
    box.intake.fate(Fate.HOLD);
    try (RawClient client = new RawClient(box.port)) {
      client.sendLogin(login(4, "careful"));
      await().until(() -> box.intake.held() == 1);
      client.expectSilence();
      box.intake.fate(Fate.STORE);
      box.intake.settleHeld(Outcome.STORED);
      assertThat(client.next().type()).isEqualTo(RawClient.CONNACK);
      client.disconnect(0);
      awaitCleared("careful");
    }
  }

  @Test
  void aClientComesInEvenIfItsWillCannotBeJournalledNowAndItIsTriedAgain() throws Exception {
    box.intake.door(arrival -> Verdict.FULL);
    try (RawClient client = RawClient.connected(box.port, login(4, "crowded"))) {
      assertThat(box.intake.wills("crowded")).isEmpty();
      box.intake.door(arrival -> Verdict.TAKEN);
      await().until(() -> box.intake.wills("crowded").size() == 1);
      assertThat(last("crowded").will()).isNotNull();
      client.disconnect(0);
      awaitCleared("crowded");
    }
  }

  @Test
  void aWillThatCannotBeStoredIsTriedAgain() throws Exception {
    RawClient client = RawClient.connected(box.port, login(4, "stubborn"));
    box.intake.fate(Fate.FAIL);
    client.close();
    await().until(() -> !box.intake.readings("stubborn").isEmpty());
    listener.expectSilence();
    box.intake.fate(Fate.STORE);
    assertThat(listener.next().topic()).isEqualTo("will/stubborn");
    awaitCleared("stubborn");
  }

  @Test
  void aDelayedWillIsVoidWhenTheClientIsBackInTime() throws Exception {
    Login login = Login.v5("quick").persistent().will("will/quick", "gone", 1, false, 30);
    RawClient.connected(box.port, login).close();
    try (RawClient client = RawClient.connected(box.port, login)) {
      listener.expectSilence();
      assertThat(last("quick").will()).isNotNull();
      client.disconnect(0);
      awaitCleared("quick");
    }
    assertThat(box.intake.readings("quick")).isEmpty();
  }

  @Test
  void aDelayedWillIsPublishedWhenTheClientComesWithANewSession() throws Exception {
    Login login = Login.v5("forgetful").persistent().will("will/forgetful", "gone", 1, false, 30);
    RawClient.connected(box.port, login).close();
    try (RawClient client = RawClient.connected(box.port, Login.v5("forgetful"))) {
      assertThat(listener.next().topic()).isEqualTo("will/forgetful");
      client.disconnect(0);
    }
    awaitCleared("forgetful");
  }

  @Test
  void aDelayedWillIsPublishedAfterItsDelay() throws Exception {
    Login login = Login.v5("late").persistent().will("will/late", "gone", 1, false, 1);
    RawClient.connected(box.port, login).close();
    listener.expectSilence();
    assertThat(listener.next().topic()).isEqualTo("will/late");
    awaitCleared("late");
  }

  @Test
  void aDelayEndsWithTheSession() throws Exception {
    RawClient.connected(
            box.port, Login.v5("short-lived").will("will/short-lived", "gone", 1, false, 600))
        .close();
    assertThat(listener.next().topic()).isEqualTo("will/short-lived");
    awaitCleared("short-lived");
  }

  @Test
  void aTakeOverPublishesTheOldWillBeforeTheNewClientIsIn() throws Exception {
    Login login = login(4, "rival");
    try (RawClient old = RawClient.connected(box.port, login)) {
      RawClient fresh = RawClient.connected(box.port, login);
      old.expectEnd();
      assertThat(box.intake.readings("rival")).hasSize(1);
      assertThat(listener.next().topic()).isEqualTo("will/rival");
      // The new one's will stands.
      assertThat(last("rival").will()).isNotNull();
      fresh.publish("will/rival", "here", 1, 1);
      fresh.expectAck(RawClient.PUBACK, 1);
      assertThat(listener.next().payload()).isEqualTo("here");
      await().during(Duration.ofMillis(200)).until(() -> last("rival").will() != null);
      fresh.disconnect(0);
      awaitCleared("rival");
      fresh.close();
    }
  }

  @Test
  void aRetainedWillIsThereForWhoComesLater() throws Exception {
    Login login = Login.v3("keeper").will("will/keeper", "gone", 1, true, 0);
    RawClient.connected(box.port, login).close();
    assertThat(listener.next().topic()).isEqualTo("will/keeper");
    Arrival reading = box.intake.readings("keeper").getFirst();
    assertThat(reading.note()).isInstanceOf(Note.Retained.class);
    try (RawClient late = RawClient.connected(box.port, Login.v3("late-comer"))) {
      assertThat(late.subscribe("will/keeper", 0)).isZero();
      RawClient.Packet message = late.next();
      assertThat(message.retained()).isTrue();
      assertThat(message.payload()).isEqualTo("gone");
    }
    awaitCleared("keeper");
  }

  @Test
  void aRefusedClientsWillIsNeverJournalled() throws Exception {
    try (RawClient client = new RawClient(box.port)) {
      client.login(login(4, "refused").as("nobody", "nothing"));
    }
    assertThat(box.intake.wills("refused")).isEmpty();
    listener.expectSilence();
  }

  @Test
  void whatWasLeftFromBeforeACrashIsPublishedAtStart(@TempDir Path folder) throws Exception {
    Will retained = new Will("left/a", 1, true, 0, new byte[] {'a'}, MessageProperties.NONE, null);
    Will plain = new Will("left/b", 0, false, 60, new byte[] {'b'}, MessageProperties.NONE, null);
    FakeState state =
        new FakeState(
            List.of(),
            List.of(
                new Note.Will("one", retained.encode()),
                new Note.Will("two", plain.encode()),
                new Note.Will("three", new byte[] {99})));
    try (TestBroker restarted = new TestBroker(folder, state).start()) {
      // Before anybody can connect.
      assertThat(restarted.intake.readings("one")).hasSize(1);
      assertThat(restarted.intake.readings("two")).hasSize(1);
      try (RawClient client = RawClient.connected(restarted.port, Login.v3("first"))) {
        assertThat(client.subscribe("left/#", 0)).isZero();
        RawClient.Packet message = client.next();
        assertThat(message.topic()).isEqualTo("left/a");
        assertThat(message.retained()).isTrue();
        // Those who are back in a few seconds are told of the others too.
        assertThat(List.of(client.next().topic(), client.next().topic()))
            .containsExactlyInAnyOrder("left/a", "left/b");
      }
      for (String client : List.of("one", "two", "three")) {
        await().until(() -> !restarted.intake.wills(client).isEmpty());
        assertThat(restarted.intake.wills(client)).allMatch(note -> note.will() == null);
      }
    }
  }

  @Test
  void aStopLeavesTheWillsForTheNextStart(@TempDir Path folder) throws Exception {
    TestBroker stopping = new TestBroker(folder).start();
    try (RawClient client = RawClient.connected(stopping.port, login(5, "standing"))) {
      stopping.close();
      client.expectEnd();
      assertThat(stopping.intake.wills("standing")).hasSize(1);
      assertThat(stopping.intake.wills("standing").getFirst().will()).isNotNull();
      assertThat(stopping.intake.readings("standing")).isEmpty();
    }
  }
}
