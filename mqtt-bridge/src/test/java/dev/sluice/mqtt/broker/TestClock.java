package dev.sluice.mqtt.broker;

import dev.sluice.time.WallClock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The clock of the machine that runs the tests. */
final class TestClock implements WallClock {

  @Override
  public long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public boolean trusted() {
    return true;
  }
}
