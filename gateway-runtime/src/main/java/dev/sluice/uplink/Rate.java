package dev.sluice.uplink;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How fast a backlog shrinks, over the last minute. Safe from any thread. */
final class Rate {

  private static final long WINDOW = TimeUnit.SECONDS.toNanos(60);
  private static final long LEAST = TimeUnit.SECONDS.toNanos(2);

  /** How much was pending, when. */
  private record Sample(long nanos, long pending) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /** So much is pending now; about once a second. */
  synchronized void sample(long nanos, long pending) {
    samples.add(new Sample(nanos, pending));
    while (samples.size() > 2 && nanos - samples.getFirst().nanos() > WINDOW) {
      samples.removeFirst();
    }
  }

  /** How long until nothing is pending; zero if nothing is, empty if it does not get less. */
  synchronized Optional<Duration> toCatchUp() {
    if (samples.isEmpty()) {
      return Optional.empty();
    }
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    if (last.pending() == 0) {
      return Optional.of(Duration.ZERO);
    }
    long nanos = last.nanos() - first.nanos();
    long less = first.pending() - last.pending();
    if (nanos < LEAST || less <= 0) {
      return Optional.empty();
    }
    double left = (double) last.pending() / less * nanos;
    return Optional.of(Duration.ofNanos((long) Math.min(left, 9e18)));
  }
}
