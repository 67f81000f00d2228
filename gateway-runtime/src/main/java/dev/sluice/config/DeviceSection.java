package dev.sluice.config;

import java.time.Duration;

/**
 * One device that the gateway polls.
 *
 * @param settings the driver's own record, made from the keys beside these
 */
public record DeviceSection(
    @Setting(value = "The kind of driver.", example = "sim") String driver,
    @Setting(value = "How often it is read, 10ms to 1d.", fallback = "1s") Duration every,
    Record settings) {}
