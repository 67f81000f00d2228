package dev.sluice.mqtt.bridge;

import dev.sluice.time.WallClock;
import dev.sluice.uplink.DownStatus;
import dev.sluice.uplink.Downstream.Cause;
import java.util.EnumMap;
import java.util.Map;

/** Counts what came down and what became of it. Safe from any thread. */
final class DownAccount {

  /** The last reason is told no longer than this: a sender decides what stands in it. */
  private static final int LONGEST_REASON = 500;

  private final WallClock clock;
  private final Map<Cause, Long> refused = new EnumMap<>(Cause.class);
  private long received;
  private long written;
  private long published;
  private String lastRefusal = "";
  private long lastRefusalAt;
  private String connection = "";
  private String subscription = "";

  DownAccount(WallClock clock) {
    this.clock = clock;
  }

  synchronized void received() {
    received++;
  }

  synchronized void written() {
    written++;
  }

  synchronized void published() {
    published++;
  }

  synchronized void refused(Cause cause, String topic, String why) {
    refused.merge(cause, 1L, Long::sum);
    String words = topic + ": " + why;
    lastRefusal =
        words.length() > LONGEST_REASON ? words.substring(0, LONGEST_REASON) + "…" : words;
    lastRefusalAt = clock.micros();
  }

  /** Why there is no connection; empty if there is one. */
  synchronized void connection(String trouble) {
    connection = trouble;
  }

  /** What the broker does not send down, and why; empty if it sends all. */
  synchronized void subscription(String trouble) {
    subscription = trouble;
  }

  synchronized DownStatus status() {
    return new DownStatus(
        received,
        written,
        published,
        refused,
        lastRefusal,
        lastRefusalAt,
        connection.isEmpty() ? subscription : connection);
  }
}
