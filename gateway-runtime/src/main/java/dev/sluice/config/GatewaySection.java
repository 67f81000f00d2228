package dev.sluice.config;

import java.time.ZoneId;

/** Who this gateway is. */
public record GatewaySection(
    @Setting(
            value =
                "The gateway's name: stands in topics upstream and on every page. 1 to 64 letters, digits, '-', '_' and '.'.",
            fallback = "sluice",
            example = "plant-7")
        String name,
    @Setting(
            value = "The time zone in which pages show times.",
            fallback = "UTC",
            example = "Europe/Berlin")
        ZoneId timezone,
    @Setting(
            value =
                "When the system's clock is believed. auto: a time server keeps it (the kernel says so), or it agrees with a clock that has a battery, or the host of a virtual machine has set it. ntp: only a time server. system: always, for a plant without a time server where a person sets the clock. Never before this version was built. Until then readings are marked uncertain.",
            fallback = "auto")
        ClockTrust clock) {

  /** When the system's clock is believed. */
  public enum ClockTrust {
    AUTO,
    NTP,
    SYSTEM
  }

  public GatewaySection {
    Checks.of(GatewaySection.class)
        .require(
            fitsInTopics(name),
            "name",
            "is " + Shown.of(name) + "; write 1 to 64 letters, digits, '-', '_' and '.'")
        .done();
  }

  private static boolean fitsInTopics(String name) {
    return !name.isEmpty()
        && name.length() <= 64
        && name.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || "-_.".indexOf(c) >= 0);
  }
}
