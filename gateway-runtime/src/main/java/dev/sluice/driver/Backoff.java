package dev.sluice.driver;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How long to wait after each failure in a row: doubling from one second to half a minute, less up
 * to a half by chance, so that devices that failed together do not come back together.
 */
final class Backoff {

  static final long FIRST = TimeUnit.SECONDS.toNanos(1);
  static final long LONGEST = TimeUnit.SECONDS.toNanos(30);

  private final RandomGenerator random;
  private long ceiling = FIRST;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** The wait after one more failure, in ns. */
  long next() {
    long wait = ceiling - random.nextLong(ceiling / 2);
    ceiling = Math.min(LONGEST, ceiling * 2);
    return wait;
  }

  /** It worked: the next failure starts from the beginning. */
  void reset() {
    ceiling = FIRST;
  }
}
