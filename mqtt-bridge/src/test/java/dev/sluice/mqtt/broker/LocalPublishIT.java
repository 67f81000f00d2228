package dev.sluice.mqtt.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.uplink.Downstream.Cause;
import dev.sluice.uplink.Downstream.Refusal;
import dev.sluice.uplink.LocalMessage;
import dev.sluice.uplink.LocalMessage.Property;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that the gateway itself publishes to the clients of its broker. */
class LocalPublishIT {

  @TempDir Path folder;

  private static LocalMessage message(String topic, byte[] payload) {
    return new LocalMessage(
        topic, payload, 1, List.of(new Property("sluice-via", "plant")), "text/plain", 60);
  }

  private static Refusal refusal(LocalBroker broker, String topic, byte[] payload) {
    return catchThrowableOfType(Refusal.class, () -> broker.publish(message(topic, payload)));
  }

  @Test
  void subscribersGetThemAndTheIntakeDoesNot() throws Exception {
    try (TestBroker broker = new TestBroker(folder)) {
      assertThat(refusal(broker.broker, "cmd/x", new byte[1]).why()).isEqualTo(Cause.NOT_READY);
      broker.start();
      List<MqttMessage> got = new CopyOnWriteArrayList<>();
      MqttClient client =
          new MqttClient("tcp://127.0.0.1:" + broker.port, "local", new MemoryPersistence());
      client.connect();
      client.subscribe(
          new MqttSubscription[] {new MqttSubscription("cmd/#", 1)},
          new IMqttMessageListener[] {(topic, message) -> got.add(message)});
      broker.broker.publish(message("cmd/x", "now".getBytes(UTF_8)));
      await().until(() -> got.size() == 1);
      MqttMessage first = got.getFirst();
      assertThat(new String(first.getPayload(), UTF_8)).isEqualTo("now");
      assertThat(first.isRetained()).isFalse();
      assertThat(first.getProperties().getContentType()).isEqualTo("text/plain");
      assertThat(first.getProperties().getUserProperties().getFirst().getValue())
          .isEqualTo("plant");
      assertThat(broker.meter("mqtt_publishes_total")).isZero();

      for (String topic : List.of("", "$SYS/x", "cmd/+", "cmd/#")) {
        assertThat(refusal(broker.broker, topic, new byte[1]).why())
            .as(topic)
            .isEqualTo(Cause.BAD_TOPIC);
      }
      assertThat(refusal(broker.broker, "cmd", new byte[TestBroker.PACKET_LIMIT]).why())
          .isEqualTo(Cause.TOO_LARGE);
      client.disconnect();
      client.close();
    }
  }
}
