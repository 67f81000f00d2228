package dev.sluice.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.Note;
import dev.sluice.mqtt.broker.RawClient.Login;
import dev.sluice.pipeline.Arrival;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Retained messages are durable with their publish, and there from the first moment on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RetainedIT {

  private static final int MANY = 500;

  private TestBroker box;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    List<Note.Retained> left = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      left.add(
          new Note.Retained("left/" + i, i % 3, ("v" + i).getBytes(StandardCharsets.UTF_8), null));
    }
    left.add(new Note.Retained("damaged", 0, new byte[] {'x'}, new byte[] {99}));
    box = new TestBroker(folder, new FakeState(left, List.of())).start();
    // One that cannot be read does not stop the others.
    assertThat(box.meter("mqtt_retained")).isEqualTo(MANY);
  }

  @AfterAll
  void stop() {
    box.close();
  }

  @BeforeEach
  void reset() {
    box.intake.reset();
  }

  @Test
  void whoComesAtTheFirstPossibleMomentSeesThemAll(@TempDir Path folder) throws Exception {
    List<Note.Retained> left = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      left.add(new Note.Retained("left/" + i, 0, new byte[] {'v'}, null));
    }
    try (TestBroker restarted = new TestBroker(folder, new FakeState(left, List.of()));
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<RawClient> eager =
          executor.submit(
              () -> {
                while (true) {
                  try {
                    return RawClient.connected(restarted.port, Login.v3("eager"));
                  } catch (ConnectException _) {
                    Thread.onSpinWait();
                  }
                }
              });
      restarted.start();
      try (RawClient client = eager.get()) {
        assertThat(client.subscribe("left/#", 0)).isZero();
        for (int i = 0; i < MANY; i++) {
          assertThat(client.next().retained()).isTrue();
        }
        client.expectSilence();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aRetainedPublishCarriesItsNote(int qos) throws Exception {
    try (RawClient client = RawClient.connected(box.port, Login.v3("setter"))) {
      client.publish("set/" + qos, "21", qos, 1, false, true);
      if (qos > 0) {
        client.expectAck(qos + 3, 1);
      }
      assertThat(client.subscribe("set/" + qos, 0)).isZero();
      assertThat(client.next().payload()).isEqualTo("21");
    }
    Arrival arrival = box.intake.readings("setter").getFirst();
    assertThat(arrival.note())
        .isInstanceOfSatisfying(
            Note.Retained.class,
            note -> {
              assertThat(note.topic()).isEqualTo("set/" + qos);
              assertThat(note.qos()).isEqualTo(qos);
              assertThat(note.payload()).asString().isEqualTo("21");
              assertThat(note.properties()).isNull();
            });
  }

  @Test
  void anEmptyOneClears() throws Exception {
    try (RawClient client = RawClient.connected(box.port, Login.v3("clearer"))) {
      client.publish("clear/a", "21", 1, 1, false, true);
      client.expectAck(RawClient.PUBACK, 1);
      client.publish("clear/a", "", 1, 2, false, true);
      client.expectAck(RawClient.PUBACK, 2);
      assertThat(client.subscribe("clear/a", 0)).isZero();
      client.expectSilence();
    }
    Arrival clearing = box.intake.taken().getLast();
    assertThat(clearing.samples()).isEmpty();
    assertThat(clearing.note())
        .isInstanceOfSatisfying(Note.Retained.class, note -> assertThat(note.payload()).isEmpty());
  }

  @Test
  void aMalformedOneIsBothCountedAndKept() throws Exception {
    try (RawClient client = RawClient.connected(box.port, Login.v3("odd"))) {
      client.publish("odd/a", "malformed", 1, 1, false, true);
      client.expectAck(RawClient.PUBACK, 1);
    }
    assertThat(box.intake.taken().stream().map(Arrival::note).map(Object::getClass))
        .extracting(Class::getSimpleName)
        .containsExactly("Malformed", "Retained");
  }

  private static List<String> cleared(TestBroker broker) {
    return broker.intake.taken().stream()
        .map(Arrival::note)
        .filter(note -> note instanceof Note.Retained message && message.payload().length == 0)
        .map(note -> ((Note.Retained) note).topic())
        .toList();
  }

  @Test
  void anExpiredOneIsForgottenByTheState(@TempDir Path folder) throws Exception {
    MqttProperties properties = new MqttProperties();
    properties.setMessageExpiryInterval(1L);
    MqttMessage message =
        new MqttMessage("21".getBytes(StandardCharsets.UTF_8), 1, true, properties);
    MqttClient setter =
        new MqttClient("tcp://127.0.0.1:" + box.port, "brief", new MemoryPersistence());
    setter.connect();
    setter.publish("brief/a", message);
    setter.disconnect();
    setter.close();
    Note.Retained note = (Note.Retained) box.intake.readings("brief").getFirst().note();
    assertThat(note).isNotNull();
    await().atMost(Duration.ofSeconds(20)).until(() -> cleared(box).contains("brief/a"));

    // So is one that expired while the gateway was off, and nothing else.
    Note.Retained lasting = new Note.Retained("lasting", 0, new byte[] {'v'}, null);
    try (TestBroker restarted =
        new TestBroker(folder, new FakeState(List.of(note, lasting), List.of())).start()) {
      assertThat(restarted.meter("mqtt_retained")).isEqualTo(1);
      await().atMost(Duration.ofSeconds(20)).until(() -> !cleared(restarted).isEmpty());
      assertThat(cleared(restarted)).containsExactly("brief/a");
    }
  }

  @Test
  void propertiesOfMqtt5SurviveARestart(@TempDir Path folder) throws Exception {
    MqttProperties properties = new MqttProperties();
    properties.setContentType("text/plain");
    properties.setResponseTopic("answer/here");
    properties.setCorrelationData(new byte[] {1, 2, 3});
    properties.setPayloadFormat(true);
    properties.setMessageExpiryInterval(5000L);
    properties.setUserProperties(List.of(new UserProperty("unit", "bar")));
    MqttMessage message =
        new MqttMessage("21".getBytes(StandardCharsets.UTF_8), 1, true, properties);
    MqttClient setter =
        new MqttClient("tcp://127.0.0.1:" + box.port, "props", new MemoryPersistence());
    setter.connect();
    setter.publish("props/a", message);
    setter.disconnect();
    setter.close();
    Note.Retained note = (Note.Retained) box.intake.readings("props").getFirst().note();
    assertThat(note).isNotNull();

    try (TestBroker restarted =
        new TestBroker(folder, new FakeState(List.of(note), List.of())).start()) {
      ConcurrentLinkedQueue<MqttMessage> received = new ConcurrentLinkedQueue<>();
      MqttClient client =
          new MqttClient("tcp://127.0.0.1:" + restarted.port, "reader", new MemoryPersistence());
      client.connect(new MqttConnectionOptions());
      client.setCallback(new PahoIT.Listener5(received));
      client.subscribe("props/#", 1);
      await().until(() -> !received.isEmpty());
      MqttProperties back = received.remove().getProperties();
      assertThat(back.getContentType()).isEqualTo("text/plain");
      assertThat(back.getResponseTopic()).isEqualTo("answer/here");
      assertThat(back.getCorrelationData()).containsExactly(1, 2, 3);
      assertThat(back.getPayloadFormat()).isTrue();
      assertThat(back.getMessageExpiryInterval()).isBetween(4900L, 5000L);
      assertThat(back.getUserProperties()).containsExactly(new UserProperty("unit", "bar"));
      client.disconnect();
      client.close();
    }
  }
}
