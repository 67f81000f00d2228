package dev.sluice.drivers.sim;

import dev.sluice.driver.Driver;
import dev.sluice.driver.DriverException;
import dev.sluice.model.Sample;
import dev.sluice.model.Value;
import dev.sluice.time.WallClock;
import java.util.List;

/** A simulated device: a machine, and the faults between it and its readings. */
final class SimDriver implements Driver {

  /** A machine lives on in steps no longer than this, seconds, and sleeps through more than 60. */
  private static final double STEP = 0.5;

  private static final double LONGEST = 60;

  private final String device;
  private final Plant plant;
  private final Faults faults;
  private final WallClock clock;
  private long last;

  SimDriver(String device, Plant plant, Faults faults, WallClock clock) {
    this.device = device;
    this.plant = plant;
    this.faults = faults;
    this.clock = clock;
    this.last = clock.micros();
  }

  @Override
  public List<Sample> read() throws DriverException {
    long now = clock.micros();
    double left = Math.clamp((now - last) / 1e6, 0, LONGEST);
    last = now;
    while (left > 0) {
      double step = Math.min(STEP, left);
      left -= step;
      plant.live(step, now - (long) (left * 1e6));
    }
    if (faults.silent(now)) {
      throw DriverException.retry("the device does not answer (a simulated fault)");
    }
    Panel panel = new Panel(device);
    plant.show(panel, now);
    return faults.apply(panel.samples(), now);
  }

  @Override
  public void write(String name, Value value) throws DriverException {
    if (!plant.set(name, value)) {
      throw DriverException.giveUp(
          "signal '"
              + name
              + "' of the simulated device '"
              + device
              + "' cannot be set to "
              + value);
    }
  }

  @Override
  public void close() {
    // nothing is open
  }
}
