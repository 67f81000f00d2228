package dev.sluice.drivers.sim;

import dev.sluice.driver.DriverFactory;

/** Makes simulated devices: {@code driver: sim}. */
public final class SimFactory implements DriverFactory<SimSettings> {

  @Override
  public String kind() {
    return "sim";
  }

  @Override
  public Class<SimSettings> settings() {
    return SimSettings.class;
  }

  @Override
  public boolean simulated() {
    return true;
  }

  @Override
  public SimDriver open(String device, SimSettings settings, Surroundings surroundings) {
    Chance chance = new Chance(settings.seed()).of(device);
    long now = surroundings.clock().micros();
    Plant plant =
        switch (settings.plant()) {
          case BOILER -> new Boiler(chance, now);
          case PRESS -> new Press(chance, now);
          case GREENHOUSE -> new Greenhouse(chance, now);
        };
    return new SimDriver(device, plant, new Faults(chance), surroundings.clock());
  }
}
