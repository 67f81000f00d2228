package dev.sluice.mqtt.bridge;

import dev.sluice.uplink.UplinkContract;
import dev.sluice.uplink.UplinkFactory;
import dev.sluice.uplink.UplinkFactory.Surroundings;
import dev.sluice.uplink.UplinkPeer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.io.TempDir;

/** The contract of all uplinks against a real mosquitto behind a network that misbehaves. */
abstract class BridgeContract extends UplinkContract<MqttSettings> {

  @TempDir Path folder;

  /** The settings of this variant. */
  abstract MqttSettings shaped(Draft draft);

  /** False if this variant cannot hear a no to a single message. */
  boolean saysNo() {
    return true;
  }

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

  @Override
  protected UplinkPeer openPeer() throws Exception {
    return new MosquittoPeer(folder, SECRET, saysNo());
  }

  @Override
  protected MqttSettings settings(UplinkPeer peer) {
    return shaped(
        Draft.to("mqtt://127.0.0.1:" + ((MosquittoPeer) peer).port())
            .user(Mosquitto.USER, SECRET)
            .timeout(Duration.ofSeconds(3)));
  }

  @Override
  protected List<Supplier<MqttSettings>> refused() {
    return List.of(
        () -> Draft.to("http://127.0.0.1").settings(),
        () -> Draft.to("mqtt://user:" + SECRET + "@127.0.0.1").settings(),
        () -> Draft.to("mqtt://127.0.0.1").topic("a/#").settings());
  }
}
