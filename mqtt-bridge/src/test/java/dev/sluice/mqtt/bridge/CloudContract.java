package dev.sluice.mqtt.bridge;

import dev.sluice.uplink.UplinkContract;
import dev.sluice.uplink.UplinkFactory;
import dev.sluice.uplink.UplinkFactory.Surroundings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;

/** The contract of all uplinks against a peer with the rules of a cloud. */
abstract class CloudContract extends UplinkContract<MqttSettings> {

  @TempDir Path folder;

  @Override
  protected UplinkFactory<MqttSettings> factory() {
    return new MqttUplinkFactory();
  }

  @Override
  protected Surroundings surroundings() {
    return new Surroundings("contract", "boot-1", new RealTime(true), new SplittableRandom(1));
  }

  @Override
  protected Duration patience() {
    return Duration.ofSeconds(15);
  }

  @Override
  protected boolean keepsReadingsWithoutValue() {
    return true;
  }
}
