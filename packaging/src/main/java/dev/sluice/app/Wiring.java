package dev.sluice.app;

import dev.sluice.config.Loaded;
import dev.sluice.driver.DriverCatalogue;
import dev.sluice.time.WallClock;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/** Makes every part of the gateway with {@code new}, in the order in which they start. */
final class Wiring {

  Wiring(Build build, WallClock clock, RandomGenerator random, DriverCatalogue drivers) {}

  void run(Path file, Loaded loaded, Path data) throws Exception {
    throw new CommandFailed(ExitCode.UNAVAILABLE, "the gateway is not wired in this build");
  }
}
