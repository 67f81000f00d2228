package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What MQTT promises besides readings outlives a process that was killed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class DurabilityIT {

  private static final int EXACTLY_ONCE = 50;

  private Product product;

  /** All that is to survive is said, then the gateway is killed and started again. */
  @BeforeAll
  void sayAndKill(@TempDir Path folder) throws Exception {
    product = new Product(folder, "").start();
    MqttClient told = client("told");
    told.connect();
    told.publish("kept/one", "1".getBytes(UTF_8), 1, true);
    told.publish("kept/two", "2".getBytes(UTF_8), 2, true);
    told.publish("kept/gone", "3".getBytes(UTF_8), 1, true);
    told.publish("kept/gone", new byte[0], 1, true);
    // Returns when PUBCOMP is here.
    for (int i = 0; i < EXACTLY_ONCE; i++) {
      told.publish("exactly/once", String.valueOf(i).getBytes(UTF_8), 2, false);
    }
    // Both are connected when the gateway dies.
    MqttClient plain = client("plain-will");
    plain.connect(will("wills/plain", "lost", false));
    MqttClient retained = client("retained-will");
    retained.connect(will("wills/retained", "offline", true));
    // This one has said good-bye: nobody wants its will.
    MqttClient polite = client("polite");
    polite.connect(will("wills/polite", "lost", false));
    polite.disconnect();
    // DISCONNECT has no answer; a publish of the same client after it has one.
    polite.connect();
    polite.publish("polite/back", "1".getBytes(UTF_8), 1, false);

    product.kill();
    for (MqttClient broken : new MqttClient[] {told, plain, retained, polite}) {
      broken.disconnectForcibly(0, 1, false);
      broken.close();
    }
    product.start();
  }

  @AfterAll
  void stop() {
    product.close();
  }

  private MqttClient client(String id) throws Exception {
    return new MqttClient("tcp://127.0.0.1:" + product.mqttPort(), id, null);
  }

  private static MqttConnectOptions will(String topic, String payload, boolean retained) {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setWill(topic, payload.getBytes(UTF_8), 1, retained);
    return options;
  }

  /** What a new subscriber is told until the last of these topics comes. */
  private BlockingQueue<String> subscribed(MqttClient client, String filter) throws Exception {
    BlockingQueue<String> got = new LinkedBlockingQueue<>();
    client.connect();
    client.subscribe(
        filter,
        1,
        (topic, message) -> got.add(topic + "=" + message + " retained=" + message.isRetained()));
    return got;
  }

  @Test
  void retainedMessagesAreDeliveredToANewSubscriber() throws Exception {
    try (MqttClient late = client("late-reader")) {
      BlockingQueue<String> got = subscribed(late, "kept/+");
      assertThat(new String[] {got.poll(20, TimeUnit.SECONDS), got.poll(20, TimeUnit.SECONDS)})
          .containsExactlyInAnyOrder("kept/one=1 retained=true", "kept/two=2 retained=true");
      // Everything retained comes before what is published now.
      late.publish("kept/now", "4".getBytes(UTF_8), 1, false);
      assertThat(got.poll(20, TimeUnit.SECONDS)).isEqualTo("kept/now=4 retained=false");
      late.disconnect();
    }
    assertThat(product.values("kept/one")).containsExactly(Map.entry(1L, 1));
  }

  @Test
  void theWillOfAClientThatWasConnectedIsPublished() throws Exception {
    product.awaitLast("wills/plain", "\"lost\"");
    product.awaitLast("wills/retained", "\"offline\"");
    try (MqttClient late = client("late-mourner")) {
      BlockingQueue<String> got = subscribed(late, "wills/retained");
      assertThat(got.poll(20, TimeUnit.SECONDS)).isEqualTo("wills/retained=offline retained=true");
      late.disconnect();
    }
    assertThat(product.get("/api/v1/signals/wills/polite", true).statusCode()).isEqualTo(404);
  }

  @Test
  void whatWasPublishedWithQos2IsThereOnce() throws Exception {
    assertThat(product.values("exactly/once"))
        .hasSize(EXACTLY_ONCE)
        .allSatisfy((value, times) -> assertThat(times).isEqualTo(1));
  }
}
