package dev.sluice.uplink;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message for the clients of this gateway's own broker; never a retained one.
 *
 * @param payload not changed by anybody from here on
 * @param qos 0 or 1
 * @param properties user properties of MQTT 5, in order
 * @param contentType or null
 * @param expirySeconds after which no client gets it any more; -1 = never
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LocalMessage(
    String topic,
    byte[] payload,
    int qos,
    List<Property> properties,
    @Nullable String contentType,
    long expirySeconds) {

  /** A user property; a name may come more than once. */
  public record Property(String name, String value) {}

  public LocalMessage {
    properties = List.copyOf(properties);
  }
}
