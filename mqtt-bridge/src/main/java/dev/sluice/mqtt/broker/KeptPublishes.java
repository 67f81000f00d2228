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

  /**
   * A publish that is not known to be on flash.
   *
   * @param by the connection on which it was last offered
   */
  record Kept(Arrival arrival, Connection by) {}

  private final Map<Integer, Kept> open = new HashMap<>();
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
  void keep(int packet, Arrival arrival, Connection by) {
    open.put(packet, new Kept(arrival, by));
  }

  /** The publish with this id needs nothing more: it is on flash, or there was nothing to store. */
  void done(int packet) {
    open.remove(packet);
    stored.set(packet);
  }

  /** What is kept for this id, or null. */
  @Nullable Kept kept(int packet) {
    return open.get(packet);
  }

  /** True if the publish with this id is known to be on flash. */
  boolean isDone(int packet) {
    return stored.get(packet);
  }

  private void prune() {
    Iterator<Map.Entry<Integer, Kept>> entries = open.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Integer, Kept> entry = entries.next();
      Outcome outcome = entry.getValue().arrival().receipt().outcome();
      if (outcome != null && outcome != Outcome.FAILED) {
        stored.set(entry.getKey());
        entries.remove();
      }
    }
  }
}
