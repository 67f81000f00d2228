package dev.sluice.mqtt.bridge;

import dev.sluice.mqtt.bridge.Client.Ear;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.jspecify.annotations.Nullable;

/** Hears what a client of MQTT 3.1.1 hears: messages, and its end. */
record Ears3(MqttAsyncClient paho, Consumer<Loss> lost, @Nullable Ear ear) implements MqttCallback {

  @Override
  public void connectionLost(Throwable failure) {
    lost.accept(Loss.of("the connection to the broker was lost"));
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) {
    if (ear != null) {
      ear.heard(incoming(topic, message));
    }
  }

  @Override
  public void deliveryComplete(IMqttDeliveryToken token) {}

  private Incoming incoming(String topic, MqttMessage message) {
    return new Incoming(
        topic,
        message.getPayload(),
        message.getQos(),
        message.isRetained(),
        List.of(),
        null,
        -1,
        null,
        null,
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
