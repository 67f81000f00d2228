/**
 * Forwards readings to another MQTT broker and lets listed messages come down from it: the {@code
 * mqtt} kind of uplink.
 *
 * <p>Sockets, names, TLS and WebSocket are made here, so that each failure has its own words and a
 * bound in time; Paho speaks MQTT over them and keeps nothing: no buffer, no file, no reconnect.
 * Must not know the courier, the journal, nor the broker of this gateway.
 */
@NullMarked
package dev.sluice.mqtt.bridge;

import org.jspecify.annotations.NullMarked;
