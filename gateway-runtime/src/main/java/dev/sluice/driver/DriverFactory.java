package dev.sluice.driver;

import dev.sluice.time.WallClock;
import java.util.random.RandomGenerator;

/**
 * Makes drivers of one kind. Found by {@link java.util.ServiceLoader}.
 *
 * @param <C> the record that holds this kind's own settings, read from the device's section of the
 *     configuration
 */
public interface DriverFactory<C extends Record> {

  /** The word behind {@code driver:} in the configuration. */
  String kind();

  /** The record of this kind's own settings; checked by its constructor. */
  Class<C> settings();

  /** True if the values are made up: they are marked as simulated wherever they show. */
  default boolean simulated() {
    return false;
  }

  /**
   * Opens a device.
   *
   * @param device its name in the configuration
   * @throws DriverException if it cannot be opened
   */
  Driver open(String device, C settings, Surroundings surroundings) throws DriverException;

  /** What a driver may need from outside: passed in, so that tests decide. */
  record Surroundings(WallClock clock, RandomGenerator random) {}
}
