package dev.sluice.mqtt.bridge;

import org.eclipse.paho.mqttv5.client.MqttPingSender;
import org.eclipse.paho.mqttv5.client.MqttToken;
import org.eclipse.paho.mqttv5.client.internal.ClientComms;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttPingReq;
import org.jspecify.annotations.Nullable;

/** Takes the place of Paho's own keep-alive, which needs up to three of them. */
final class Pinger5 implements MqttPingSender {

  private volatile @Nullable ClientComms comms;

  @Override
  public void init(ClientComms comms) {
    this.comms = comms;
  }

  @Override
  public void start() {}

  @Override
  public void stop() {}

  @Override
  public void schedule(long delay) {}

  void ping(String clientId) {
    ClientComms live = comms;
    try {
      if (live != null) {
        live.sendNoWait(new MqttPingReq(), new MqttToken(clientId));
      }
    } catch (MqttException e) {
      // Not connected: whoever waits for the answer notices.
    }
  }
}
