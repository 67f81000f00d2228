package dev.sluice.mqtt.bridge;

import dev.sluice.uplink.LocalMessage.Property;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message that a broker has sent us.
 *
 * @param retained true if the broker kept it from earlier
 * @param properties user properties of MQTT 5, in order
 * @param contentType or null
 * @param expirySeconds after which the sender does not want it to be delivered; -1 = never
 * @param responseTopic where the sender wants an answer, or null
 * @param correlation what the answer is to carry, or null
 * @param confirm tells the broker that we have it; called once, from any thread
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Incoming(
    String topic,
    byte[] payload,
    int qos,
    boolean retained,
    List<Property> properties,
    @Nullable String contentType,
    long expirySeconds,
    @Nullable String responseTopic,
    byte @Nullable [] correlation,
    Runnable confirm) {}
