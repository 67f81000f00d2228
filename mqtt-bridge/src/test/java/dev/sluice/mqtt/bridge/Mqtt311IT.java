package dev.sluice.mqtt.bridge;

/** The contract with MQTT 3.1.1 and QoS 1. */
class Mqtt311IT extends BridgeContract {

  @Override
  MqttSettings shaped(Draft draft) {
    return draft.version("3.1.1").settings();
  }

  /** MQTT 3.1.1 has no way to say it: mosquitto confirms and drops. */
  @Override
  boolean saysNo() {
    return false;
  }
}
