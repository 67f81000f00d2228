/**
 * From topic and payload to samples: the built-in rule and the configured topic mappings.
 *
 * <p>Pure: no I/O, no clock. Must not know the broker, the pipeline or the directory of signals.
 */
@NullMarked
package dev.sluice.mqtt.inbound;

import org.jspecify.annotations.NullMarked;
