package dev.sluice.mqtt.bridge;

import dev.sluice.uplink.Lane;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers, since the start, the newest message to be kept by the broker that went out on each
 * topic: what is sent later but is older must not be kept in its place.
 */
final class Newest {

  /** Topics that are remembered; beyond, those that were silent the longest are forgotten. */
  private static final int MOST = 100_000;

  private final Map<String, Long> seqs =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST;
        }
      };

  /**
   * Marks those that come too late to be kept.
   *
   * @param readings whether messages made of readings are to be kept
   */
  synchronized void mark(List<Message> messages, boolean readings) {
    for (Message message : messages) {
      if (!message.retain(readings)) {
        continue;
      }
      long known = seqs.getOrDefault(message.topic(), Long.MIN_VALUE);
      // History does not know seqs: what it gives is older than anything that has come live.
      if (message.lane() == Lane.BACKFILL && message.seq() < known) {
        message.notKept();
      } else {
        seqs.put(message.topic(), Math.max(known, message.seq()));
      }
    }
  }
}
