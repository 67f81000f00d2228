package dev.sluice.mqtt.bridge;

/** The contract with MQTT 5 and QoS 1. */
class Mqtt5IT extends BridgeContract {

  @Override
  MqttSettings shaped(Draft draft) {
    return draft.settings();
  }
}
