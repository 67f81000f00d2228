package dev.sluice.mqtt.broker;

import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Outcome;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One client's QoS 2 publishes until they are known to be on flash; it outlives the connection.
 *
 * <p>HiveMQ remembers a QoS 2 packet id from the first PUBLISH to the PUBREL, over reconnects, and
 * answers a resend with PUBREC without showing it to us. So the arrival is kept until its commit is
 * good, to be offered again. Not thread-safe: HiveMQ runs everything of one client id on one
 * thread.
 */
final class KeptPublishes {

  /** The most that may be open at a time; the receive maximum asks for no more. */
  static final int MAX_OPEN = 1000;

  /** Above this many, entries that are known to be good shrink to one bit. */
  private static final int PRUNE_AT = 64;

  private final Map<Integer, Arrival> open = new HashMap<>();
  private final BitSet stored = new BitSet();

  /** A PUBLISH with this packet id came to the tap: whatever the id meant before is over. */
  void begin(int packet) {
    open.remove(packet);
    stored.clear(packet);
  }

  /** True if one more can be kept. */
  boolean hasRoom() {
    if (open.size() >= PRUNE_AT) {
      prune();
    }
    return open.size() < MAX_OPEN;
  }

  /** Keeps an arrival that the intake has taken. */
  void keep(int packet, Arrival arrival) {
    open.put(packet, arrival);
  }

  /** The publish with this id needs nothing more: it is on flash, or there was nothing to store. */
  void done(int packet) {
    open.remove(packet);
    stored.set(packet);
  }

  /** The arrival kept for this id, or null. */
  @Nullable Arrival kept(int packet) {
    return open.get(packet);
  }

  /** True if the publish with this id is known to be on flash. */
  boolean isDone(int packet) {
    return stored.get(packet);
  }

  private void prune() {
    Iterator<Map.Entry<Integer, Arrival>> entries = open.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Integer, Arrival> entry = entries.next();
      Outcome outcome = entry.getValue().receipt().outcome();
      if (outcome != null && outcome != Outcome.FAILED) {
        stored.set(entry.getKey());
        entries.remove();
      }
    }
  }
}
