package dev.sluice.config;

import java.time.Duration;

/**
 * One device that the gateway polls.
 *
 * @param settings the driver's own record, made from the keys beside these
 */
public record DeviceSection(
    @Setting(value = "The kind of driver.", example = "sim") String driver,
    @Setting(value = "How often it is read.", fallback = "1s", min = "10ms", max = "1d")
        Duration every,
    Record settings) {

  public DeviceSection {
    Checks.of(DeviceSection.class).range("every", every).done();
  }
}
