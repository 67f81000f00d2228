package dev.sluice.mqtt.bridge;

import org.jspecify.annotations.Nullable;

/**
 * An answer to one message.
 *
 * @param correlation what the sender knows it by, or null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Reply(String topic, byte[] payload, byte @Nullable [] correlation) {}
