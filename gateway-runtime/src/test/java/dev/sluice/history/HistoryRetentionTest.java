package dev.sluice.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.meters.LedgerView.HistoryCounts;
import dev.sluice.model.Kind;
import dev.sluice.model.Signal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryRetentionTest {

  private static final long NOW = Histories.NOW;
  private static final long SECOND = Histories.SECOND;

  @Test
  void chunksOlderThanTheAgeGoAndCountAsExpired(@TempDir Path folder) throws Exception {
    try (Histories at = new Histories(folder, Duration.ofDays(2), 1 << 30)) {
      Signal signal = at.signal("oven/temperature", Kind.NUMBER);
      for (int day = 0; day < 5; day++) {
        for (int i = 0; i < 10; i++) {
          at.put(signal, at.clock.micros() + i * SECOND, i);
        }
        at.sealAll();
        at.clock.advance(Duration.ofDays(1));
      }
      at.sealAll();

      assertThat(at.history.counts()).isEqualTo(new HistoryCounts(0, 20, 0, 30, 0));
      at.reopen();
      assertThat(at.history.counts()).isEqualTo(new HistoryCounts(0, 20, 0, 30, 0));
    }
  }

  @Test
  void aReadingFromTheFutureNeitherExpiresOthersNorKeepsThem(@TempDir Path folder)
      throws Exception {
    try (Histories at = new Histories(folder, Duration.ofDays(2), 1 << 30)) {
      Signal signal = at.signal("oven/temperature", Kind.NUMBER);
      at.put(signal, NOW, 1);
      at.put(signal, NOW + Duration.ofDays(4000).toNanos() / 1000, 2);
      at.sealAll();
      assertThat(at.history.counts()).isEqualTo(new HistoryCounts(0, 2, 0, 0, 0));

      at.clock.advance(Duration.ofDays(3));
      at.sealAll();
      assertThat(at.history.counts()).isEqualTo(new HistoryCounts(0, 1, 0, 1, 0));
    }
  }

  @Test
  void aClockThatIsNotTrustedExpiresNothing(@TempDir Path folder) throws Exception {
    try (Histories at = new Histories(folder, Duration.ofDays(2), 1 << 30)) {
      Signal signal = at.signal("oven/temperature", Kind.NUMBER);
      at.put(signal, NOW, 1);
      at.clock.trust(false);
      at.clock.set(NOW + Duration.ofDays(4000).toNanos() / 1000);
      at.sealAll();

      assertThat(at.history.counts()).isEqualTo(new HistoryCounts(0, 1, 0, 0, 0));
    }
  }

  @Test
  void theOldestGoWhenTheSizeIsReachedAndTheFileStopsGrowing(@TempDir Path folder)
      throws Exception {
    long limit = 16 << 20;
    try (Histories at = new Histories(folder, Duration.ofDays(9999), limit)) {
      Signal signal = at.signal("oven/vibration", Kind.NUMBER);
      Random random = new Random(1);
      for (int chunk = 0; chunk < 1_300; chunk++) {
        for (int i = 0; i < 2000; i++) {
          at.put(signal, NOW + (chunk * 2000L + i) * SECOND, random.nextGaussian());
        }
        at.sealAll();
      }

      HistoryCounts counts = at.history.counts();
      assertThat(counts.total()).isEqualTo(2_600_000);
      assertThat(counts.expired()).isPositive();
      assertThat(at.history.storeBytes()).isLessThanOrEqualTo(limit);
      assertThat(Files.size(at.store)).isLessThan(2 * limit);
      Answer all =
          at.history.query(
              new Query(
                  List.of(signal.id()), Long.MIN_VALUE, Long.MAX_VALUE, 10, Query.Aggregate.COUNT));
      double[] found = Objects.requireNonNull(all.series().get(signal.id())).values();
      assertThat(Arrays.stream(Objects.requireNonNull(found)).sum())
          .isEqualTo((double) counts.kept());
      Answer end =
          at.history.query(
              new Query(
                  List.of(signal.id()),
                  NOW + 2_599_990 * SECOND,
                  Long.MAX_VALUE,
                  10,
                  Query.Aggregate.RAW));
      assertThat(end.times()[end.times().length - 1]).isEqualTo(NOW + 2_599_999 * SECOND);
    }
  }
}
