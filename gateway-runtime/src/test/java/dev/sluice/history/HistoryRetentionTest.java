package dev.sluice.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ByteSize;
import dev.sluice.config.HistorySection;
import dev.sluice.meters.LedgerView.HistoryCounts;
import dev.sluice.model.Kind;
import dev.sluice.model.Signal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      assertThat(Files.size(at.store) + Files.size(wal(at))).isLessThanOrEqualTo(limit);
      Answer all =
          at.history.query(
              new Query(
                  List.of(signal.id()), Long.MIN_VALUE, Long.MAX_VALUE, 10, Query.Aggregate.COUNT));
      double[] found = Objects.requireNonNull(all.series().get(signal.id())).values();
      assertThat(Arrays.stream(Objects.requireNonNull(found)).sum())
          .as("what expired is in rollups")
          .isEqualTo((double) counts.kept() + counts.expired());
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

  @Test
  void readingsGoBeforeRollupsByTheMinuteAndThoseBeforeTheHours(@TempDir Path folder)
      throws Exception {
    long limit = 16 << 20;
    try (Histories at = new Histories(folder, Duration.ofDays(9999), limit)) {
      Signal signal = at.signal("oven/vibration", Kind.NUMBER);
      Random random = new Random(1);
      long put = 0;
      long firstMinutes = 0;
      while (firstMinutes == 0) {
        for (int i = 0; i < 10_000; i++) {
          // Five a minute: rollups by the minute weigh nearly as much as the readings.
          at.put(signal, NOW + put++ * 12 * SECOND, random.nextGaussian());
        }
        at.sealAll();
        assertThat(Files.size(at.store) + Files.size(wal(at))).isLessThanOrEqualTo(limit);
        long oldest = number(at, "SELECT coalesce(min(t0), 0) FROM rollup WHERE grain=0");
        if (oldest > NOW) {
          firstMinutes = oldest;
        }
        assertThat(count(at, signal)).as("no sum is lost").isEqualTo((double) put);
      }
      HistoryCounts counts = at.history.counts();
      assertThat(counts.total()).isEqualTo(put);
      assertThat(counts.kept()).isPositive();
      assertThat(at.history.expired())
          .isEqualTo(
              Map.of(
                  ExpiryCause.AGE,
                  0L,
                  ExpiryCause.SIZE,
                  counts.expired(),
                  ExpiryCause.REMOVED,
                  0L));
      assertThat(number(at, "SELECT min(t0) FROM chunk")).isGreaterThan(firstMinutes);
      assertThat(number(at, "SELECT min(t0) FROM rollup WHERE grain=1")).isEqualTo(NOW);
    }
  }

  @Test
  void aSignalMayHaveAnAgeOfItsOwn(@TempDir Path folder) throws Exception {
    HistorySection.Retention retention =
        new HistorySection.Retention(
            Duration.ofDays(30), new ByteSize(1 << 30), HistorySection.Rollups.DEFAULT);
    Map<String, Duration> ages = new LinkedHashMap<>();
    ages.put("boiler/pressure", Duration.ofDays(300));
    ages.put("boiler/*", Duration.ofDays(2));
    try (Histories at = new Histories(folder, retention, ages)) {
      List<Signal> signals =
          List.of(
              at.signal("boiler/temperature", Kind.NUMBER),
              at.signal("boiler/pressure", Kind.NUMBER),
              at.signal("oven/temperature", Kind.NUMBER));
      for (Signal signal : signals) {
        at.put(signal, NOW, 1);
      }
      at.sealAll();
      assertThat(raw(at, signals)).containsExactly(1, 1, 1);
      at.clock.advance(Duration.ofDays(3));
      at.sealAll();
      assertThat(raw(at, signals)).containsExactly(0, 1, 1);
      at.clock.advance(Duration.ofDays(30));
      at.sealAll();
      assertThat(raw(at, signals)).containsExactly(0, 1, 0);
      at.clock.advance(Duration.ofDays(300));
      at.sealAll();
      assertThat(raw(at, signals)).containsExactly(0, 0, 0);
      assertThat(at.history.expired()).containsEntry(ExpiryCause.AGE, 3L);
    }
  }

  @Test
  void withoutRollupsNothingStays(@TempDir Path folder) throws Exception {
    HistorySection.Retention retention =
        new HistorySection.Retention(
            Duration.ofDays(2),
            new ByteSize(1 << 30),
            new HistorySection.Rollups(Duration.ZERO, Duration.ZERO));
    try (Histories at = new Histories(folder, retention, Map.of())) {
      Signal signal = at.signal("oven/temperature", Kind.NUMBER);
      for (int i = 0; i < 500; i++) {
        at.put(signal, NOW + i * SECOND, i);
      }
      at.sealAll();
      at.clock.advance(Duration.ofDays(3));
      at.sealAll();

      assertThat(at.history.counts()).isEqualTo(new HistoryCounts(0, 0, 0, 500, 0));
      assertThat(number(at, "SELECT count(*) FROM rollup")).isZero();
    }
  }

  private static List<Integer> raw(Histories at, List<Signal> signals) {
    List<Integer> found = new ArrayList<>();
    for (Signal signal : signals) {
      Query all =
          new Query(List.of(signal.id()), Long.MIN_VALUE, Long.MAX_VALUE, 1, Query.Aggregate.RAW);
      found.add(at.history.query(all).times().length);
    }
    return found;
  }

  private static double count(Histories at, Signal signal) {
    Query all =
        new Query(List.of(signal.id()), Long.MIN_VALUE, Long.MAX_VALUE, 10, Query.Aggregate.COUNT);
    Answer.Series series = Objects.requireNonNull(at.history.query(all).series().get(signal.id()));
    return Arrays.stream(Objects.requireNonNull(series.values())).sum();
  }

  private static Path wal(Histories at) {
    return at.store.resolveSibling("store.db-wal");
  }

  private static long number(Histories at, String sql) throws SQLException {
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + at.store)) {
      return Sqlite.number(other, sql);
    }
  }
}
