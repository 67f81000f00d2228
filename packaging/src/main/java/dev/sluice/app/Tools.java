package dev.sluice.app;

import dev.sluice.access.PasswordRule;
import dev.sluice.access.Passwords;
import dev.sluice.config.ConfigLoader;
import dev.sluice.time.WallClock;
import dev.sluice.uplink.UplinkCatalogue;
import java.io.InputStream;
import java.util.random.RandomGenerator;

/**
 * What commands need from outside.
 *
 * @param random a source of secrets
 * @param in standard input
 * @param gateway runs the gateway
 */
record Tools(
    Build build,
    WallClock clock,
    RandomGenerator random,
    InputStream in,
    ConfigLoader config,
    Passwords passwords,
    PasswordRule passwordRule,
    UplinkCatalogue uplinks,
    GatewayRun gateway) {}
