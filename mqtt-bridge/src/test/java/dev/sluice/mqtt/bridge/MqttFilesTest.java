package dev.sluice.mqtt.bridge;

import dev.sluice.uplink.UplinkFactory;
import dev.sluice.uplink.UplinkFilesContract;

/** The settings of bridges, with and without a preset, in files. */
class MqttFilesTest extends UplinkFilesContract {

  @Override
  protected UplinkFactory<?> factory() {
    return new MqttUplinkFactory();
  }
}
