package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
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

/** A subscriber upstream that notes each message as it is, byte for byte. */
final class Whole implements MqttCallback, AutoCloseable {

  /**
   * One message.
   *
   * @param hex its payload
   * @param about name=value of its user properties, in their order
   */
  record Got(
      String topic, String hex, int qos, boolean retained, List<String> about, MqttProperties all) {

    String said(String name) {
      return about.stream()
          .filter(one -> one.startsWith(name + "="))
          .map(one -> one.substring(name.length() + 1))
          .reduce((first, last) -> last)
          .orElse("");
    }

    /** The lane whose order it stands in: of one start of the gateway. */
    String lane() {
      return said("boot") + (said("backfill").isEmpty() ? " live" : " backfill");
    }
  }

  private final int port;
  private final String name;
  private final List<Got> got = new ArrayList<>();
  private MqttClient client;

  /** Subscribes to a filter with a session that outlives the broker's absence. */
  Whole(int port, String name, String filter) throws MqttException {
    this.port = port;
    this.name = name;
    this.client = connect();
    client.subscribe(filter, 1);
  }

  /** Connects again, after the broker was away. */
  void again() throws MqttException {
    client.close();
    client = connect();
  }

  private MqttClient connect() throws MqttException {
    MqttClient made = new MqttClient("tcp://127.0.0.1:" + port, name, new MemoryPersistence());
    made.setTimeToWait(30_000);
    made.setCallback(this);
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setCleanStart(false);
    options.setSessionExpiryInterval(3_600L);
    made.connect(options);
    return made;
  }

  static String hex(byte[] payload) {
    return HexFormat.of().formatHex(payload);
  }

  static String hex(String payload) {
    return hex(payload.getBytes(UTF_8));
  }

  @Override
  public synchronized void messageArrived(String topic, MqttMessage message) {
    // A message without any has none at all.
    MqttProperties said = message.getProperties();
    MqttProperties properties = said == null ? new MqttProperties() : said;
    List<UserProperty> user = properties.getUserProperties();
    got.add(
        new Got(
            topic,
            hex(message.getPayload()),
            message.getQos(),
            message.isRetained(),
            user.stream().map(one -> one.getKey() + "=" + one.getValue()).toList(),
            properties));
  }

  /** All that came, in its order. */
  synchronized List<Got> got() {
    return List.copyOf(got);
  }

  /** The payloads of a topic, each when it came first. */
  synchronized List<String> payloads(String topic) {
    return got.stream()
        .filter(one -> one.topic().equals(topic))
        .map(Got::hex)
        .distinct()
        .collect(Collectors.toList());
  }

  /** The payloads of a topic, lane by lane, each where it came first. */
  synchronized List<List<String>> lanes(String topic) {
    return got.stream()
        .filter(one -> one.topic().equals(topic))
        .collect(
            Collectors.groupingBy(
                Got::lane,
                Collectors.collectingAndThen(
                    Collectors.mapping(Got::hex, Collectors.toList()),
                    all -> all.stream().distinct().toList())))
        .values()
        .stream()
        .toList();
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
