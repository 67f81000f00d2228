package dev.sluice.mqtt.inbound;

import java.nio.ByteBuffer;

/** Turns one publish into samples, or says why it cannot. Thread-safe; never throws. */
public interface Decoder {

  /**
   * Decodes one publish.
   *
   * @param clientId who published it; names the device of a topic with one level
   * @param topic where it was published
   * @param payload read from its position to its limit, neither of which is moved
   * @param nowMicros the gateway's time, µs since 1970
   */
  Decoded decode(String clientId, String topic, ByteBuffer payload, long nowMicros);
}
