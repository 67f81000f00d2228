package dev.sluice.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How signals are shown and checked. */
public record SignalSection(
    @Setting(value = "What people call it.", example = "Boiler temperature") @Nullable String name,
    @Setting(value = "Its unit; wins over what the source says.", example = "°C")
        @Nullable String unit,
    @Setting(value = "Digits after the point.", example = "1", min = "0", max = "9")
        @Nullable Integer decimals,
    @Setting(
            value = "The age from which its value counts as stale.",
            example = "30s",
            min = "100ms",
            max = "365d")
        @Nullable Duration stale,
    @Setting(value = "A value below it is marked uncertain (range).", example = "-40")
        @Nullable Double min,
    @Setting(value = "A value above it is marked uncertain (range).", example = "120")
        @Nullable Double max,
    @Setting(
            value = "Its readings are kept this long, in place of history.retention.age.",
            example = "7d",
            min = "1h",
            max = "36500d")
        @Nullable Duration retention) {

  /** No settings at all. */
  public static final SignalSection NONE =
      new SignalSection(null, null, null, null, null, null, null);

  public SignalSection {
    Checks checks =
        Checks.of(SignalSection.class)
            .text("name", name, 200)
            .text("unit", unit, 40)
            .range("decimals", decimals)
            .range("stale", stale)
            .range("min", min)
            .range("max", max)
            .range("retention", retention);
    if (min != null && max != null && min > max) {
      String least = Shape.Scalar.write(min);
      String reason = "is " + Shape.Scalar.write(max) + ", below min; write " + least + " or more";
      checks.add(Complaint.about(reason, "max").involving("min"));
    }
    checks.done();
  }
}
