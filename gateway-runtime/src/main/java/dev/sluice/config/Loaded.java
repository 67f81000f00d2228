package dev.sluice.config;

/**
 * A configuration that can be used.
 *
 * @param config all settings
 * @param signals the {@code signals} section, ready to be asked
 */
public record Loaded(GatewayConfig config, SignalSettings signals) {}
