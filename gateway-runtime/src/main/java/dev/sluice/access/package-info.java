/**
 * Who may do what, and how that is kept secret: roles, passwords, tokens, log-in throttling, the
 * gateway's certificate and the rights of its data folder. Shared by broker, console and command
 * line.
 *
 * <p>Must not know HTTP or MQTT.
 */
@NullMarked
package dev.sluice.access;

import org.jspecify.annotations.NullMarked;
