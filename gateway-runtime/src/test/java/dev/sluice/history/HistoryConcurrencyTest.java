package dev.sluice.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Kind;
import dev.sluice.model.Signal;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryConcurrencyTest {

  private static final long NOW = Histories.NOW;
  private static final int READINGS = 20_000;

  @Test
  void aQueryDuringSealingNeitherMissesNorDoublesAReading(@TempDir Path folder) throws Exception {
    try (Histories at = new Histories(folder);
        ExecutorService others = Executors.newFixedThreadPool(3)) {
      Signal signal = at.signal("press/count", Kind.NUMBER);
      AtomicLong accepted = new AtomicLong();
      AtomicBoolean done = new AtomicBoolean();
      Semaphore turns = new Semaphore(0);
      Future<Integer> sealing =
          others.submit(
              () -> {
                int rounds = 0;
                while (!done.get()) {
                  at.sealAll();
                  rounds++;
                  turns.release();
                }
                return rounds;
              });
      Future<Integer> raw = others.submit(() -> watch(at, signal, accepted, done, turns, true));
      Future<Integer> counts = others.submit(() -> watch(at, signal, accepted, done, turns, false));

      Random random = new Random(5);
      for (int i = 0; i < READINGS; i++) {
        // Slow enough for the others to look and to seal in between.
        if (i % 200 == 0 && !turns.tryAcquire(3, 30, TimeUnit.SECONDS)) {
          break;
        }
        // Now and then a time that was there before: it replaces, and the number of times stays.
        boolean again = i > 100 && random.nextInt(50) == 0;
        if (again) {
          at.put(signal, NOW + accepted.get() - 1 - random.nextInt(90), -1);
        } else {
          at.put(signal, NOW + accepted.get(), i);
          accepted.incrementAndGet();
        }
      }
      done.set(true);

      assertThat(sealing.get()).isGreaterThan(5);
      assertThat(raw.get()).isGreaterThan(5);
      assertThat(counts.get()).isGreaterThan(5);
      at.sealAll();
      assertThat(at.history.counts().total()).isEqualTo(READINGS);
      assertThat(at.history.counts().kept()).isEqualTo(accepted.get());
    }
  }

  /** Looks again and again: what was accepted before must be there, and each time once. */
  private static int watch(
      Histories at,
      Signal signal,
      AtomicLong accepted,
      AtomicBoolean done,
      Semaphore turns,
      boolean raw) {
    int looks = 0;
    while (!done.get() || looks == 0) {
      long before = accepted.get();
      long found = raw ? rawTimes(at, signal) : countOf(at, signal);
      long after = accepted.get() + 1;
      assertThat(found).isBetween(before, after);
      looks++;
      turns.release();
    }
    return looks;
  }

  private static long rawTimes(Histories at, Signal signal) {
    long[] times = ask(at, signal, Query.Aggregate.RAW).times();
    for (int i = 0; i < times.length; i++) {
      assertThat(times[i]).isEqualTo(NOW + i);
    }
    return times.length;
  }

  private static long countOf(Histories at, Signal signal) {
    Answer answer = ask(at, signal, Query.Aggregate.COUNT);
    double sum = 0;
    Answer.Series series = Objects.requireNonNull(answer.series().get(signal.id()));
    for (double count : Objects.requireNonNull(series.values())) {
      sum += count;
    }
    return (long) sum;
  }

  private static Answer ask(Histories at, Signal signal, Query.Aggregate aggregate) {
    return at.history.query(
        new Query(List.of(signal.id()), Long.MIN_VALUE, Long.MAX_VALUE, 7, aggregate));
  }
}
