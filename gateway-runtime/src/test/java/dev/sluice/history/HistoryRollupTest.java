package dev.sluice.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.config.ByteSize;
import dev.sluice.config.HistorySection;
import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rollups answer is what the readings would. */
class HistoryRollupTest {

  private static final long NOW = Histories.NOW;
  private static final long SECOND = Histories.SECOND;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = Histories.HOUR;

  private static final List<Query.Aggregate> CONDENSING =
      List.of(
          Query.Aggregate.MINMAX,
          Query.Aggregate.AVG,
          Query.Aggregate.SUM,
          Query.Aggregate.COUNT,
          Query.Aggregate.LAST);

  /** What a signal has: the last reading of each time. */
  private record Model(Signal signal, NavigableMap<Long, Reading> readings) {
    Model(Signal signal) {
      this(signal, new TreeMap<>());
    }

    void put(Reading reading) {
      readings.put(reading.time(), reading);
    }
  }

  @Property(tries = 30, shrinking = ShrinkingMode.OFF)
  void answersAreThoseOfTheReadingsWhateverHappens(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    Path folder = Files.createTempDirectory("rollups");
    try (Histories at = new Histories(folder)) {
      List<Model> models =
          List.of(
              new Model(at.signal("a/number", Kind.NUMBER)),
              new Model(at.signal("b/number", Kind.NUMBER)),
              new Model(at.signal("b/bool", Kind.BOOL)));
      for (int step = 0; step < 20; step++) {
        switch (random.nextInt(7)) {
          case 0, 1 -> at.sealAll();
          case 2 -> {
            at.reopen();
            at.replay();
          }
          default -> feed(random, at, models.get(random.nextInt(models.size())));
        }
        checkSome(random, at, models);
      }
      at.sealAll();
      checkSome(random, at, models);
      forgetRollups(at);
      checkSome(random, at, models);
    } finally {
      delete(folder);
    }
  }

  /** In order, late, or written again; dense, or with long gaps. */
  private static void feed(Random random, Histories at, Model model) {
    int count = 1 + random.nextInt(random.nextBoolean() ? 4000 : 100);
    long step = new long[] {SECOND, 100_000, 7 * SECOND, 700_001, 15 * MINUTE}[random.nextInt(5)];
    long start = NOW + random.nextInt(-6000, 6000) * SECOND;
    for (int i = 0; i < count; i++) {
      Quality quality = random.nextInt(30) == 0 ? Quality.BAD_SOURCE : Quality.GOOD;
      Value value =
          model.signal().kind() == Kind.BOOL
              ? new Value.Bool(random.nextBoolean())
              : new Value.Num(
                  random.nextInt(2000) == 0 ? random.nextGaussian() : random.nextInt(500) / 10.0);
      model.put(at.put(model.signal(), start + step * i, value, quality));
    }
  }

  private static void checkSome(Random random, Histories at, List<Model> models) {
    for (Query.Aggregate aggregate : CONDENSING) {
      boolean everything = random.nextInt(3) == 0;
      long from = everything ? Long.MIN_VALUE : NOW + random.nextInt(-9000, 9000) * SECOND;
      long to = everything ? Long.MAX_VALUE : from + random.nextLong(MINUTE, 30 * HOUR);
      check(at, models, from, to, 1 + random.nextInt(200), aggregate);
    }
  }

  private static Answer check(
      Histories at, List<Model> models, long from, long to, int points, Query.Aggregate aggregate) {
    List<SignalId> ids = models.stream().map(model -> model.signal().id()).toList();
    Answer answer = at.history.query(new Query(ids, from, to, points, aggregate));
    assertThat(answer.times().length).isLessThanOrEqualTo(points);
    for (Model model : models) {
      Answer.Series series = Objects.requireNonNull(answer.series().get(model.signal().id()));
      for (int bucket = 0; bucket < answer.times().length; bucket++) {
        long start = answer.times()[bucket];
        List<Reading> inside =
            model
                .readings()
                .subMap(Math.max(from, start), true, Math.min(to, start + answer.width()), false)
                .values()
                .stream()
                .filter(one -> one.quality().level() != Quality.Level.BAD)
                .toList();
        check(aggregate, series, bucket, inside);
      }
    }
    return answer;
  }

  private static void check(
      Query.Aggregate aggregate, Answer.Series series, int bucket, List<Reading> inside) {
    DoubleSummaryStatistics all = inside.stream().mapToDouble(Reading::number).summaryStatistics();
    boolean none = inside.isEmpty();
    double average = none ? Double.NaN : all.getAverage();
    switch (aggregate) {
      case MINMAX -> {
        same(series.min(), bucket, none ? Double.NaN : all.getMin());
        same(series.max(), bucket, none ? Double.NaN : all.getMax());
        near(series.avg(), bucket, average);
        same(series.values(), bucket, inside.size());
      }
      case AVG -> near(series.values(), bucket, average);
      case SUM -> near(series.values(), bucket, none ? Double.NaN : all.getSum());
      case COUNT -> same(series.values(), bucket, inside.size());
      case LAST -> same(series.values(), bucket, none ? Double.NaN : inside.getLast().number());
      default -> throw new AssertionError(aggregate);
    }
  }

  private static void same(double @Nullable [] column, int bucket, double expected) {
    assertThat((Double) Objects.requireNonNull(column)[bucket]).isEqualTo((Double) expected);
  }

  private static void near(double @Nullable [] column, int bucket, double expected) {
    double found = Objects.requireNonNull(column)[bucket];
    if (Double.isNaN(expected)) {
      assertThat(found).isNaN();
    } else {
      assertThat(found).isCloseTo(expected, within(1e-8 * Math.max(1, Math.abs(expected))));
    }
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void whenTheReadingsHaveGoneTheAnswersStay(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    Path folder = Files.createTempDirectory("rollups");
    HistorySection.Retention retention =
        new HistorySection.Retention(
            Duration.ofDays(2),
            new ByteSize(1L << 30),
            new HistorySection.Rollups(Duration.ofDays(6), Duration.ofDays(900)));
    try (Histories at = new Histories(folder, retention, Map.of("b/*", Duration.ofHours(20)))) {
      List<Model> models =
          List.of(
              new Model(at.signal("a/number", Kind.NUMBER)),
              new Model(at.signal("b/number", Kind.NUMBER)),
              new Model(at.signal("b/bool", Kind.BOOL)));
      for (int step = 0; step < 30; step++) {
        switch (random.nextInt(6)) {
          case 0, 1 -> at.sealAll();
          case 2 -> {
            // A reading takes the place of another only while that is kept as a reading.
            at.sealAll();
            at.clock.advance(Duration.ofMinutes(random.nextInt(3000)));
          }
          case 3 -> {
            at.reopen();
            at.replay();
          }
          default -> feedNow(random, at, models.get(random.nextInt(models.size())));
        }
      }
      at.sealAll();
      for (Query.Aggregate aggregate : CONDENSING) {
        Answer all = check(at, models, Long.MIN_VALUE, Long.MAX_VALUE, 2000, aggregate);
        check(at, models, all.from(), all.to(), 3, aggregate);
      }
      checkCounts(at, models);
    } finally {
      delete(folder);
    }
  }

  /** Late by less than readings are kept, and now and then again. */
  private static void feedNow(Random random, Histories at, Model model) {
    int count = 1 + random.nextInt(3000);
    long step = new long[] {SECOND, 100_000, 7 * SECOND}[random.nextInt(3)];
    long start = at.clock.micros() - random.nextInt(7200) * SECOND;
    for (int i = 0; i < count && start + step * i <= at.clock.micros(); i++) {
      Value value =
          model.signal().kind() == Kind.BOOL
              ? new Value.Bool(random.nextBoolean())
              : new Value.Num(random.nextInt(500) / 100.0);
      model.put(at.put(model.signal(), start + step * i, value, Quality.GOOD));
    }
  }

  private static void checkCounts(Histories at, List<Model> models) {
    long distinct = models.stream().mapToLong(model -> model.readings().size()).sum();
    var counts = at.history.counts();
    assertThat(counts.kept() + counts.expired()).isEqualTo(distinct);
    assertThat(counts.total()).isEqualTo(at.journal.size());
    assertThat(at.history.expired())
        .isEqualTo(
            Map.of(
                ExpiryCause.AGE, counts.expired(), ExpiryCause.SIZE, 0L, ExpiryCause.REMOVED, 0L));
  }

  @Test
  void aDenseChunkHasBothRollupsAndASparseOneOnlyThoseThatPay(@TempDir Path folder)
      throws Exception {
    try (Histories at = new Histories(folder)) {
      Signal dense = at.signal("a/dense", Kind.NUMBER);
      Signal sparse = at.signal("a/sparse", Kind.NUMBER);
      Signal rare = at.signal("a/rare", Kind.NUMBER);
      Signal text = at.signal("a/text", Kind.TEXT);
      for (int i = 0; i < 2000; i++) {
        at.put(dense, NOW + i * SECOND, i / 10.0);
        at.put(text, NOW + i * SECOND, new Value.Text("run"), Quality.GOOD);
      }
      for (int i = 0; i < 100; i++) {
        at.put(sparse, NOW + i * MINUTE, i);
      }
      at.put(rare, NOW, 1);
      at.sealAll();

      assertThat(rolled(at, dense)).isEqualTo("1 1");
      assertThat(rolled(at, sparse)).isEqualTo("0 1");
      assertThat(rolled(at, rare)).isEqualTo("0 0");
      assertThat(rolled(at, text)).isEqualTo("0 0");
    }
  }

  private static String rolled(Histories at, Signal signal) throws SQLException {
    try (Connection other = other(at)) {
      return Sqlite.text(
          other,
          "SELECT (minutes IS NOT NULL) || ' ' || (hours IS NOT NULL) FROM chunk WHERE signal="
              + signal.index());
    }
  }

  @Test
  void aRollupThatChangedOnDiskIsNotBelieved(@TempDir Path folder) throws Exception {
    try (Histories at = new Histories(folder)) {
      Model model = new Model(at.signal("a/number", Kind.NUMBER));
      for (int chunk = 0; chunk < 3; chunk++) {
        for (int i = 0; i < 1000; i++) {
          model.put(at.put(model.signal(), NOW + (chunk * 1000L + i) * SECOND, chunk * 7 + i % 9));
        }
        at.sealAll();
      }
      try (Connection other = other(at)) {
        // One chunk's rollups at another chunk are whole, but not its own.
        Sqlite.run(
            other,
            "UPDATE chunk SET (minutes, hours) = (SELECT minutes, hours FROM chunk WHERE t0="
                + NOW
                + ")");
        Sqlite.run(other, "UPDATE chunk SET minutes=zeroblob(60) WHERE t0=" + NOW);
      }
      for (int points : List.of(1, 60)) {
        check(at, List.of(model), Long.MIN_VALUE, Long.MAX_VALUE, points, Query.Aggregate.MINMAX);
      }
    }
  }

  @Test
  void aStoreWithoutRollupsGetsTheTablesAndAnswersTheSame(@TempDir Path folder) throws Exception {
    try (Histories at = new Histories(folder, Duration.ofDays(3), 1L << 30)) {
      Model model = new Model(at.signal("a/number", Kind.NUMBER));
      for (int i = 0; i < 6000; i++) {
        model.put(at.put(model.signal(), NOW + i * SECOND, i % 97 / 10.0));
        if (i % 1500 == 0) {
          at.sealAll();
        }
      }
      at.sealAll();
      at.history.close();
      try (Connection other = other(at)) {
        for (String statement :
            List.of(
                "ALTER TABLE chunk DROP COLUMN minutes",
                "ALTER TABLE chunk DROP COLUMN hours",
                "DROP TABLE rollup",
                "DELETE FROM tally WHERE name LIKE 'expired-%'",
                "PRAGMA user_version=2")) {
          Sqlite.run(other, statement);
        }
      }

      at.reopen();
      assertThat(at.history.setAside()).isEmpty();
      for (Query.Aggregate aggregate : CONDENSING) {
        check(at, List.of(model), Long.MIN_VALUE, Long.MAX_VALUE, 200, aggregate);
      }
      for (int i = 6000; i < 9000; i++) {
        model.put(at.put(model.signal(), NOW + i * SECOND, i % 97 / 10.0));
      }
      at.clock.advance(Duration.ofDays(5));
      at.sealAll();
      assertThat(at.history.counts().expired()).isEqualTo(9000);
      for (Query.Aggregate aggregate : CONDENSING) {
        check(at, List.of(model), Long.MIN_VALUE, Long.MAX_VALUE, 200, aggregate);
      }
      try (Connection other = other(at)) {
        assertThat(Sqlite.number(other, "PRAGMA user_version")).isEqualTo(Schema.VERSION);
      }
    }
  }

  @Test
  void bucketsAreAsWideAsWhatIsLeft(@TempDir Path folder) throws Exception {
    HistorySection.Retention retention =
        new HistorySection.Retention(
            Duration.ofDays(10),
            new ByteSize(1L << 30),
            new HistorySection.Rollups(Duration.ofDays(20), Duration.ofDays(40)));
    try (Histories at = new Histories(folder, retention, Map.of())) {
      Model model = new Model(at.signal("a/number", Kind.NUMBER));
      for (int i = 0; i < 1200; i++) {
        model.put(at.put(model.signal(), NOW + i * SECOND, i));
      }
      at.sealAll();
      assertThat(width(at, model)).isEqualTo(2 * SECOND);

      at.clock.advance(Duration.ofDays(12));
      at.sealAll();
      assertThat(at.history.counts().expired()).isEqualTo(1200);
      assertThat(width(at, model)).isEqualTo(MINUTE);

      at.clock.advance(Duration.ofDays(10));
      at.sealAll();
      assertThat(width(at, model)).isEqualTo(HOUR);
      check(at, List.of(model), NOW, NOW + HOUR, 1000, Query.Aggregate.MINMAX);

      at.clock.advance(Duration.ofDays(60));
      at.sealAll();
      model.readings().clear();
      assertThat(check(at, List.of(model), NOW, NOW + HOUR, 9, Query.Aggregate.COUNT).width())
          .isLessThan(HOUR);
    }
  }

  private static long width(Histories at, Model model) {
    Answer answer = check(at, List.of(model), NOW, NOW + 1200 * SECOND, 1000, Query.Aggregate.SUM);
    return answer.width();
  }

  @Test
  void aForgottenSignalTakesItsRollupsWithIt(@TempDir Path folder) throws Exception {
    try (Histories at = new Histories(folder, Duration.ofDays(3), 1L << 30)) {
      Signal signal = at.signal("a/number", Kind.NUMBER);
      Signal other = at.signal("b/number", Kind.NUMBER);
      for (int i = 0; i < 500; i++) {
        at.put(signal, NOW + i * SECOND, i);
        at.put(other, NOW + i * SECOND, i);
      }
      at.sealAll();
      at.clock.advance(Duration.ofDays(5));
      at.put(signal, at.clock.micros(), 1);
      at.sealAll();
      at.history.forget(signal.index(), at.nextSeq());
      at.sealAll();

      assertThat(at.history.expired())
          .isEqualTo(Map.of(ExpiryCause.AGE, 1000L, ExpiryCause.SIZE, 0L, ExpiryCause.REMOVED, 1L));
      try (Connection connection = other(at)) {
        assertThat(Sqlite.number(connection, "SELECT count(*) FROM rollup WHERE id>>32=0"))
            .isZero();
        assertThat(Sqlite.number(connection, "SELECT count(*) FROM rollup WHERE id>>32=1"))
            .isEqualTo(2);
      }
    }
  }

  private static void forgetRollups(Histories at) throws SQLException {
    try (Connection other = other(at)) {
      Sqlite.run(other, "UPDATE chunk SET minutes=NULL, hours=NULL");
    }
  }

  private static Connection other(Histories at) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + at.store);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
