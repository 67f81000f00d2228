package dev.sluice.mqtt.broker;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down whoever guesses passwords: after ten failures in a row an address must wait before it
 * may try again, at first 50 ms, in the end a second. An attempt that comes too early is refused at
 * once, without a look at the password; no thread waits.
 */
final class FailedLogins {

  private static final int FREE = 10;
  private static final long FIRST_WAIT = 50_000_000;
  private static final long LONGEST_WAIT = 1_000_000_000;
  private static final long FORGOTTEN_AFTER = 60_000_000_000L;
  private static final int MAX_SOURCES = 4096;

  private record Failures(int count, long last) {
    long until() {
      if (count < FREE) {
        return last;
      }
      int doublings = Math.min(count - FREE, 10);
      return last + Math.min(LONGEST_WAIT, FIRST_WAIT << doublings);
    }
  }

  private final Map<String, Failures> bySource = new LinkedHashMap<>(16, 0.75f, true);

  /** True if this source must not try yet. */
  synchronized boolean mustWait(String source, long nanos) {
    Failures failures = bySource.get(source);
    if (failures == null) {
      return false;
    }
    if (nanos - failures.last() > FORGOTTEN_AFTER) {
      bySource.remove(source);
      return false;
    }
    return nanos - failures.until() < 0;
  }

  /** A log-in failed. */
  synchronized void failed(String source, long nanos) {
    bySource.merge(
        source, new Failures(1, nanos), (old, one) -> new Failures(old.count() + 1, nanos));
    if (bySource.size() > MAX_SOURCES) {
      ((LinkedHashMap<String, Failures>) bySource).pollFirstEntry();
    }
  }

  /** A log-in succeeded. */
  synchronized void succeeded(String source) {
    bySource.remove(source);
  }
}
