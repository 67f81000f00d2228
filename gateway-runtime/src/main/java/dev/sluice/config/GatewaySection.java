package dev.sluice.config;

import java.time.ZoneId;

/** Who this gateway is. */
public record GatewaySection(
    @Setting(
            value = "The gateway's name: stands in topics upstream and on every page.",
            fallback = "sluice",
            example = "plant-7")
        String name,
    @Setting(
            value = "The time zone in which pages show times.",
            fallback = "UTC",
            example = "Europe/Berlin")
        ZoneId timezone) {}
