package dev.sluice.config;

import dev.sluice.driver.Driver;
import dev.sluice.driver.DriverException;
import dev.sluice.driver.DriverFactory;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A driver that has every kind of setting, and is never opened. */
final class PlantFactory implements DriverFactory<PlantFactory.Settings> {

  record Settings(
      @Setting(value = "Where the plant is.", example = "10.0.0.5") String host,
      @Setting(value = "Its TCP port.", fallback = "502", min = "1", max = "65535") int port,
      @Setting(value = "How long an answer may take.", example = "1s") @Nullable String patience,
      @Setting("What to read, by signal.") Map<String, Point> points,
      @Setting("What it may do.") List<Mode> modes) {

    Settings {
      Checks.of(Settings.class).range("port", port).done();
      if (host.equals("nowhere")) {
        throw new IllegalArgumentException("nowhere is no plant; name another");
      }
    }
  }

  record Point(
      @Setting(value = "Where it is.", example = "0x64") long address,
      @Setting(value = "Values are multiplied by it.", fallback = "1") double scale) {}

  enum Mode {
    SLOW,
    FAST
  }

  @Override
  public String kind() {
    return "plant";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Driver open(String device, Settings settings, Surroundings surroundings)
      throws DriverException {
    throw DriverException.giveUp("a configuration is checked without opening anything");
  }
}
