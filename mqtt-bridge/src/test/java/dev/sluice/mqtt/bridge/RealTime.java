package dev.sluice.mqtt.bridge;

import dev.sluice.time.WallClock;
import dev.sluice.uplink.UplinkFactory.Surroundings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;

/** The system's clock, trusted or not. */
record RealTime(boolean trusted) implements WallClock {

  /** What an uplink of these tests gets from outside. */
  static Surroundings surroundings() {
    return new Surroundings("plant", "boot-1", new RealTime(true), new SplittableRandom(1));
  }

  @Override
  public long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }
}
