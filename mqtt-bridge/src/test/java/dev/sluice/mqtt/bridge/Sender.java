package dev.sluice.mqtt.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

/** Somebody at the other broker who sends commands. */
final class Sender implements AutoCloseable {

  private final MqttClient client;

  Sender(int port) throws MqttException {
    this(port, "sender");
  }

  Sender(int port, String clientId) throws MqttException {
    client = new MqttClient("tcp://127.0.0.1:" + port, clientId, new MemoryPersistence());
    client.setTimeToWait(20_000);
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setAutomaticReconnect(false);
    options.setUserName(Mosquitto.READER);
    options.setPassword(Mosquitto.READERS_PASSWORD.getBytes(UTF_8));
    client.connect(options);
  }

  void send(String topic, String payload) throws MqttException {
    send(topic, payload, 1, false, new MqttProperties());
  }

  void send(String topic, String payload, int qos, boolean retain, MqttProperties with)
      throws MqttException {
    client.publish(topic, new MqttMessage(payload.getBytes(UTF_8), qos, retain, with));
  }

  /** Sends with these user properties: name, value, name, value … */
  void marked(String topic, String payload, String... marks) throws MqttException {
    List<UserProperty> properties = new ArrayList<>();
    for (int i = 0; i < marks.length; i += 2) {
      properties.add(new UserProperty(marks[i], marks[i + 1]));
    }
    MqttProperties with = new MqttProperties();
    with.setUserProperties(properties);
    send(topic, payload, 1, false, with);
  }

  /** Asks for an answer on a topic. */
  void asking(String topic, String payload, String answerTo, String correlation)
      throws MqttException {
    MqttProperties with = new MqttProperties();
    with.setResponseTopic(answerTo);
    with.setCorrelationData(correlation.getBytes(UTF_8));
    send(topic, payload, 1, false, with);
  }

  @Override
  public void close() throws MqttException {
    client.disconnectForcibly(0, 100);
    client.close(true);
  }
}
