/**
 * Roles, permissions, password and token hashing, shared by broker, console and command line.
 *
 * <p>Must not know HTTP or MQTT.
 */
@NullMarked
package dev.sluice.access;

import org.jspecify.annotations.NullMarked;
