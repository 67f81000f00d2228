package dev.sluice.uplink;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after each failure in a row: by chance between the first wait and three times
 * the last one, up to a cap, so that gateways that failed together do not come back together.
 */
final class Backoff {

  private final RandomGenerator random;
  private final long first;
  private final long cap;
  private long last;

  Backoff(RandomGenerator random, Duration first, Duration cap) {
    this.random = random;
    this.first = first.toNanos();
    this.cap = Math.max(cap.toNanos(), this.first);
    this.last = this.first;
  }

  /** The wait after one more failure, ns. */
  long next() {
    long wait = Math.min(cap, random.nextLong(first, Math.max(first + 1, last * 3)));
    last = wait;
    return wait;
  }

  /** It worked: the next failure starts from the beginning. */
  void reset() {
    last = first;
  }
}
