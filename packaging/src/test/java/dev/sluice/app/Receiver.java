package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.model.SignalId;
import dev.sluice.uplink.UplinkLedgerChecker;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

/**
 * Somebody who has subscribed at a broker upstream, with a session that outlives the broker's
 * absence, and notes all that comes.
 */
final class Receiver implements MqttCallback, AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One message.
   *
   * @param lane whose order it stands in: the start of the gateway that sent it, and whether live
   */
  record Got(String topic, String time, long value, String lane, boolean late) {

    /** The same as what it means; the topic is the gateway's name and the signal's id. */
    UplinkLedgerChecker.Got reading() {
      return new UplinkLedgerChecker.Got(
          SignalId.parse(topic.substring(topic.indexOf('/') + 1)),
          ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time)),
          value,
          lane);
    }
  }

  private final int port;
  private final List<Got> got = new ArrayList<>();
  private final List<String> odd = new ArrayList<>();
  private MqttClient client;

  /** Subscribes to everything below a topic. */
  Receiver(int port, String below) throws MqttException {
    this.port = port;
    this.client = connect();
    client.subscribe(below + "/#", 1);
  }

  /** Connects again, after the broker was away. */
  void again() throws MqttException {
    client.close();
    client = connect();
  }

  private MqttClient connect() throws MqttException {
    MqttClient made =
        new MqttClient("tcp://127.0.0.1:" + port, "receiver", new MemoryPersistence());
    made.setTimeToWait(30_000);
    made.setCallback(this);
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setCleanStart(false);
    options.setSessionExpiryInterval(3_600L);
    made.connect(options);
    return made;
  }

  @Override
  public synchronized void messageArrived(String topic, MqttMessage message) {
    String payload = new String(message.getPayload(), UTF_8);
    try {
      Map<String, String> about =
          message.getProperties().getUserProperties().stream()
              .collect(Collectors.toMap(UserProperty::getKey, UserProperty::getValue));
      boolean late = Boolean.parseBoolean(about.getOrDefault("backfill", "false"));
      JsonNode json = JSON.readTree(payload);
      got.add(
          new Got(
              topic,
              json.get("time").asText(),
              json.get("value").asLong(),
              about.get("boot") + (late ? " backfill" : " live"),
              late));
    } catch (Exception e) {
      odd.add(topic + " " + payload + ": " + e);
    }
  }

  /** All that came, in its order. */
  synchronized List<Got> got() {
    return List.copyOf(got);
  }

  /** What could not be understood. */
  synchronized List<String> odd() {
    return List.copyOf(odd);
  }

  /** All that came, in its order, as readings. */
  List<UplinkLedgerChecker.Got> readings() {
    return got().stream().map(Got::reading).toList();
  }

  /** How many different readings came. */
  synchronized long count() {
    return got.stream().map(one -> one.topic() + " " + one.value()).distinct().count();
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {
    // The test itself has stopped the broker.
  }

  @Override
  public void mqttErrorOccurred(MqttException exception) {
    // Shows in what is missing.
  }

  @Override
  public void deliveryComplete(IMqttToken token) {
    // It publishes nothing.
  }

  @Override
  public void connectComplete(boolean reconnect, String serverUri) {
    // Nothing to do: the session has the subscription.
  }

  @Override
  public void authPacketArrived(int reasonCode, MqttProperties properties) {
    // Nobody asks for any.
  }

  @Override
  public void close() throws MqttException {
    client.disconnectForcibly(1_000, 1_000);
    client.close();
  }
}
