package dev.sluice.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.mqtt.broker.RawClient.Login;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients as people use them: Paho for both versions, and WebSocket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PahoIT {

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

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void paho3PublishesAndSubscribes(int qos) throws Exception {
    Queue<String> received = new ConcurrentLinkedQueue<>();
    var client =
        new org.eclipse.paho.client.mqttv3.MqttClient(
            "tcp://127.0.0.1:" + box.port,
            "paho3-" + qos,
            new org.eclipse.paho.client.mqttv3.persist.MemoryPersistence());
    client.setTimeToWait(20_000);
    client.connect();
    client.subscribe("paho3/" + qos, qos, (topic, message) -> received.add(message.toString()));
    client.publish("paho3/" + qos, "1.5".getBytes(StandardCharsets.UTF_8), qos, false);
    await().until(() -> received.contains("1.5"));
    client.disconnect();
    client.close();
    assertThat(box.intake.readings("paho3-" + qos)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void paho5PublishesAndSubscribes(int qos) throws Exception {
    Queue<MqttMessage> received = new ConcurrentLinkedQueue<>();
    var client =
        new org.eclipse.paho.mqttv5.client.MqttClient(
            "tcp://127.0.0.1:" + box.port, "paho5-" + qos, new MemoryPersistence());
    client.setTimeToWait(20_000);
    client.setCallback(new Listener5(received));
    client.connect();
    client.subscribe("paho5/" + qos, qos);
    client.publish(
        "paho5/" + qos, new MqttMessage("1.5".getBytes(StandardCharsets.UTF_8), qos, false, null));
    await().until(() -> !received.isEmpty());
    client.disconnect();
    client.close();
    assertThat(box.intake.readings("paho5-" + qos)).hasSize(1);
  }

  @Test
  void aWebSocketIsJustAnotherWayIn() throws Exception {
    CompletableFuture<byte[]> connack = new CompletableFuture<>();
    try (HttpClient http = HttpClient.newHttpClient()) {
      WebSocket socket =
          http.newWebSocketBuilder()
              .subprotocols("mqtt")
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + box.webSocketPort + "/mqtt"),
                  new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onBinary(
                        WebSocket webSocket, ByteBuffer data, boolean last) {
                      byte[] bytes = new byte[data.remaining()];
                      data.get(bytes);
                      connack.complete(bytes);
                      webSocket.request(1);
                      return CompletableFuture.completedStage(null);
                    }
                  })
              .get(20, TimeUnit.SECONDS);
      assertThat(socket.getSubprotocol()).isEqualTo("mqtt");
      byte[] connect = {0x10, 14, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 2, 'w', 's'};
      byte[] publish = {0x30, 5, 0, 2, 'w', '1', '7'};
      socket.sendBinary(ByteBuffer.wrap(connect), true).get(20, TimeUnit.SECONDS);
      assertThat(connack.get(20, TimeUnit.SECONDS)).containsExactly(0x20, 2, 0, 0);
      socket.sendBinary(ByteBuffer.wrap(publish), true).get(20, TimeUnit.SECONDS);
      await().until(() -> box.intake.readings("ws").size() == 1);
      socket.sendBinary(ByteBuffer.wrap(new byte[] {(byte) 0xE0, 0}), true).join();
      socket.abort();
    }
  }

  @Test
  void aSlowSubscriberLosesMessagesAndThatIsCounted() throws Exception {
    // Persistent and away: its queue holds 1,000.
    Login login = Login.v3("sleepy").persistent();
    try (RawClient sleepy = RawClient.connected(box.port, login)) {
      assertThat(sleepy.subscribe("sleepy/#", 1)).isEqualTo(1);
    }
    await().until(() -> box.broker.clients() == 0);
    try (RawClient busy = RawClient.connected(box.port, Login.v3("busy"))) {
      for (int i = 1; i <= 1050; i++) {
        busy.publish("sleepy/a", "v" + i, 1, i);
      }
      for (int i = 1; i <= 1050; i++) {
        busy.expectAck(RawClient.PUBACK, i);
      }
    }
    await().until(() -> box.meter("mqtt_subscriber_dropped_total") == 50);
  }

  /** Puts messages into a queue and ignores everything else. */
  record Listener5(Queue<MqttMessage> received) implements MqttCallback {
    @Override
    public void messageArrived(String topic, MqttMessage message) {
      received.add(message);
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {}

    @Override
    public void mqttErrorOccurred(MqttException exception) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}
  }
}
