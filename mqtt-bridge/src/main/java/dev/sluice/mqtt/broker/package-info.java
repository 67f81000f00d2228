/**
 * The MQTT broker: HiveMQ CE from start to stop, who may do what in it, and the tap that turns
 * publishes into arrivals and holds their acknowledgements until they are on flash.
 *
 * <p>The only package that knows HiveMQ. Must not know how payloads are decoded, how the journal
 * works, or the web console.
 */
@NullMarked
package dev.sluice.mqtt.broker;

import org.jspecify.annotations.NullMarked;
