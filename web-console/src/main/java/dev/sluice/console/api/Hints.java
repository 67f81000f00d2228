package dev.sluice.console.api;

import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * What the pages tell people to type on this gateway.
 *
 * @param mqttPort where MQTT clients connect; may be empty
 * @param program the command {@code sluice} as it is called here, not quoted for a shell
 * @param data the data folder that its commands must name
 */
public record Hints(OptionalInt mqttPort, String program, Path data) {}
