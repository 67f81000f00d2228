package dev.sluice.mqtt.broker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A 64-bit hash of topic and payload that tells a resend from another publish with the same packet
 * id. Not cryptographic: a client could only deceive itself. It stands in the journal, so it never
 * changes.
 */
final class PayloadHash {

  private static final long PRIME = 0x9E3779B97F4A7C15L;

  private PayloadHash() {}

  static long of(String topic, ByteBuffer payload) {
    // duplicate() is big-endian whatever the original was: the hash does not depend on the machine.
    ByteBuffer bytes = payload.duplicate().order(ByteOrder.BIG_ENDIAN);
    long hash = mix(PRIME ^ topic.hashCode(), bytes.remaining());
    int at = bytes.position();
    int end = bytes.limit();
    for (; at + 8 <= end; at += 8) {
      hash = mix(hash, bytes.getLong(at));
    }
    long rest = 0;
    for (; at < end; at++) {
      rest = rest << 8 | (bytes.get(at) & 0xFF);
    }
    return mix(hash, rest);
  }

  private static long mix(long hash, long word) {
    long mixed = (hash ^ word) * PRIME;
    return mixed ^ mixed >>> 32;
  }
}
