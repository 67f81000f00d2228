package dev.sluice.drivers.sim;

import dev.sluice.config.Checks;
import dev.sluice.config.Setting;

/** The settings of a simulated device. */
public record SimSettings(
    @Setting(value = "Which machine it plays: boiler, press or greenhouse.", example = "boiler")
        Machine plant,
    @Setting(
            value =
                "Where its chance begins: the same seed at the same time makes the same weather and the same faults.",
            fallback = "1",
            min = "0")
        long seed) {

  /** The machines that can be played. */
  public enum Machine {
    BOILER,
    PRESS,
    GREENHOUSE
  }

  public SimSettings {
    Checks.of(SimSettings.class).range("seed", seed).done();
  }
}
