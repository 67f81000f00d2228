package dev.sluice.mqtt.inbound;

import java.nio.ByteBuffer;

/** Turns one publish into samples, or says why it cannot. Thread-safe; never throws. */
public interface Decoder {

  /**
   * Decodes one publish.
   *
   * @param sender names the device of a topic with one level: the name the client logged in with,
   *     or else its client id
   * @param topic where it was published
   * @param payload read from its position to its limit, neither of which is moved
   * @param nowMicros the gateway's time, µs since 1970
   */
  Decoded decode(String sender, String topic, ByteBuffer payload, long nowMicros);
}
