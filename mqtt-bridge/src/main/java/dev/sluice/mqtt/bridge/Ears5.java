package dev.sluice.mqtt.bridge;

import dev.sluice.mqtt.bridge.Client.Ear;
import dev.sluice.uplink.LocalMessage.Property;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/** Hears what a client of MQTT 5 hears: messages, and its end. */
record Ears5(MqttAsyncClient paho, Consumer<Loss> lost, @Nullable Ear ear) implements MqttCallback {

  @Override
  public void disconnected(MqttDisconnectResponse response) {
    MqttException failure = response.getException();
    int code = failure == null ? response.getReturnCode() : failure.getReasonCode();
    boolean said = code >= 0x80 && code <= 0xff;
    String more = response.getReasonString();
    lost.accept(
        said
            ? new Loss(
                code,
                "the broker has ended the connection: "
                    + Reasons.word(code)
                    + (failure != null || more == null || more.isBlank() ? "" : ", " + more))
            : Loss.of("the connection to the broker was lost"));
  }

  @Override
  public void mqttErrorOccurred(MqttException failure) {}

  @Override
  public void messageArrived(String topic, MqttMessage message) {
    if (ear != null) {
      ear.heard(incoming(topic, message));
    }
  }

  @Override
  public void deliveryComplete(IMqttToken token) {}

  @Override
  public void connectComplete(boolean reconnect, String server) {}

  @Override
  public void authPacketArrived(int code, MqttProperties properties) {}

  private Incoming incoming(String topic, MqttMessage message) {
    MqttProperties said = message.getProperties();
    Long expiry = said.getMessageExpiryInterval();
    return new Incoming(
        topic,
        message.getPayload(),
        message.getQos(),
        message.isRetained(),
        said.getUserProperties().stream()
            .map(property -> new Property(property.getKey(), property.getValue()))
            .toList(),
        said.getContentType(),
        expiry == null ? -1 : expiry,
        said.getResponseTopic(),
        said.getCorrelationData(),
        () -> confirm(message));
  }

  private void confirm(MqttMessage message) {
    try {
      paho.messageArrivedComplete(message.getId(), message.getQos());
    } catch (MqttException e) {
      // The session is over, and with it what was to be confirmed.
    }
  }
}
