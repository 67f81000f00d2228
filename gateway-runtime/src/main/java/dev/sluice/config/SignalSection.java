package dev.sluice.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How signals are shown and checked. */
public record SignalSection(
    @Setting(value = "What people call it.", example = "Boiler temperature") @Nullable String name,
    @Setting(value = "Its unit; wins over what the source says.", example = "°C")
        @Nullable String unit,
    @Setting(value = "Digits after the point, 0 to 9.", example = "1") @Nullable Integer decimals,
    @Setting(value = "The age from which its value counts as stale.", example = "30s")
        @Nullable Duration stale,
    @Setting(value = "A value below it is marked uncertain (range).") @Nullable Double min,
    @Setting(value = "A value above it is marked uncertain (range).") @Nullable Double max) {}
