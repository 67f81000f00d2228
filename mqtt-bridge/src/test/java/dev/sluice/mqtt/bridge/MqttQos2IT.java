package dev.sluice.mqtt.bridge;

/** The contract with MQTT 5 and QoS 2. */
class MqttQos2IT extends BridgeContract {

  @Override
  MqttSettings shaped(Draft draft) {
    return draft.qos(2).settings();
  }
}
