package dev.sluice.mqtt.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
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

/** Somebody at the far side who takes everything, and remembers it over reconnects. */
final class Subscriber implements MqttCallback, AutoCloseable {

  /** A message as it came. */
  record Received(
      String topic,
      String payload,
      int qos,
      boolean retained,
      TreeMap<String, String> properties) {}

  private final Queue<Received> received = new ConcurrentLinkedQueue<>();
  private final int port;
  private MqttClient client;

  Subscriber(int port) throws MqttException {
    this.port = port;
    this.client = connect();
  }

  private MqttClient connect() throws MqttException {
    MqttClient one =
        new MqttClient("tcp://127.0.0.1:" + port, "subscriber", new MemoryPersistence());
    one.setTimeToWait(20_000);
    one.setCallback(this);
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setUserName(Mosquitto.READER);
    options.setPassword(Mosquitto.READERS_PASSWORD.getBytes(UTF_8));
    options.setAutomaticReconnect(false);
    one.connect(options);
    one.subscribe("#", 1);
    return one;
  }

  /** Subscribes anew after the broker has gone and come back. */
  void again() throws MqttException {
    client.close(true);
    client = connect();
  }

  List<Received> received() {
    return List.copyOf(received);
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) {
    TreeMap<String, String> properties = new TreeMap<>();
    for (UserProperty property : message.getProperties().getUserProperties()) {
      properties.put(property.getKey(), property.getValue());
    }
    received.add(
        new Received(
            topic,
            new String(message.getPayload(), UTF_8),
            message.getQos(),
            message.isRetained(),
            properties));
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {}

  @Override
  public void mqttErrorOccurred(MqttException failure) {}

  @Override
  public void deliveryComplete(IMqttToken token) {}

  @Override
  public void connectComplete(boolean reconnect, String server) {}

  @Override
  public void authPacketArrived(int code, MqttProperties properties) {}

  @Override
  public void close() {
    try {
      client.disconnectForcibly(0, 100);
      client.close(true);
    } catch (MqttException e) {
      // Its broker is gone.
    }
  }
}
