package dev.sluice.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.sluice.meters.LedgerView.HistoryCounts;
import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Random lives of a history, against the simplest thing that could be right. */
class HistoryModelTest {

  private static final long NOW = Histories.NOW;
  private static final long SECOND = Histories.SECOND;

  /** What a history must be: the last reading of each time. */
  private static final class Model {
    final Signal signal;
    final TreeMap<Long, Reading> readings = new TreeMap<>();
    long replaced;

    Model(Signal signal) {
      this.signal = signal;
    }

    void put(Reading reading) {
      if (readings.put(reading.time(), reading) != null) {
        replaced++;
      }
    }
  }

  @Property(tries = 25)
  void itAnswersAsASortedMapWould(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    Path folder = Files.createTempDirectory("history");
    try (Histories at = new Histories(folder)) {
      List<Model> models =
          List.of(
              new Model(at.signal("a/number", Kind.NUMBER)),
              new Model(at.signal("b/number", Kind.NUMBER)),
              new Model(at.signal("b/bool", Kind.BOOL)),
              new Model(at.signal("c/text", Kind.TEXT)),
              new Model(at.signal("d/message", Kind.MESSAGE)));
      for (int step = 0; step < 25; step++) {
        act(random, at, models);
        checkBalance(at, models);
        checkQuery(random, at, models);
      }
      at.sealAll();
      checkSealed(at, models);
      for (Model model : models) {
        checkExport(at, model);
      }
      checkUnsent(at, models);
    } finally {
      delete(folder);
    }
  }

  private static void act(Random random, Histories at, List<Model> models) throws Exception {
    switch (random.nextInt(8)) {
      case 0 -> at.sealAll();
      case 1 -> {
        at.reopen();
        at.replay();
      }
      case 2 -> at.replay();
      case 3 -> at.history.pressToSealBelow(random.nextInt(1 + at.journal.size()));
      default -> {
        Model model = models.get(random.nextInt(models.size()));
        feed(random, at, model);
      }
    }
  }

  private static void feed(Random random, Histories at, Model model) {
    int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 3000 : 60);
    // A device's own clock, one that jumps, or a table of old values: in order, late, or the same.
    long start = NOW + random.nextInt(-400, 400) * SECOND;
    long step = new long[] {SECOND, 100_000, 7 * SECOND, 1, 20 * 3600 * SECOND}[random.nextInt(5)];
    boolean shuffled = random.nextInt(4) == 0;
    for (int i = 0; i < count; i++) {
      long time = start + step * (shuffled ? random.nextInt(count) : i);
      Quality quality =
          switch (random.nextInt(20)) {
            case 0 -> Quality.BAD_DEVICE;
            case 1 -> Quality.UNCERTAIN_CLOCK;
            case 2 -> Quality.BAD_SOURCE;
            default -> Quality.GOOD;
          };
      Value value = quality == Quality.BAD_DEVICE ? null : value(random, model.signal.kind());
      model.put(at.put(model.signal, time, value, quality));
    }
  }

  private static Value value(Random random, Kind kind) {
    return switch (kind) {
      case NUMBER ->
          new Value.Num(
              random.nextInt(9) == 0 ? random.nextGaussian() : random.nextInt(500) / 10.0);
      case BOOL -> new Value.Bool(random.nextBoolean());
      case TEXT -> new Value.Text("state " + random.nextInt(5));
      case MESSAGE -> message(random);
    };
  }

  private static Value.Message message(Random random) {
    byte[] payload = new byte[random.nextInt(100) == 0 ? 20_000 : random.nextInt(50)];
    random.nextBytes(payload);
    return new Value.Message(
        "d/" + random.nextInt(3),
        payload,
        random.nextInt(3),
        random.nextBoolean(),
        random.nextInt(3) == 0 ? new byte[random.nextInt(9)] : null);
  }

  private static boolean isText(Kind kind) {
    return kind == Kind.TEXT || kind == Kind.MESSAGE;
  }

  private static void checkBalance(Histories at, List<Model> models) {
    assertThat(at.history.counts().total()).isEqualTo(at.journal.size());
    assertThat(models.stream().mapToLong(model -> model.readings.size() + model.replaced).sum())
        .isEqualTo(at.journal.size());
  }

  private static void checkSealed(Histories at, List<Model> models) {
    long kept = models.stream().mapToLong(model -> model.readings.size()).sum();
    long replaced = models.stream().mapToLong(model -> model.replaced).sum();
    assertThat(at.history.counts()).isEqualTo(new HistoryCounts(0, kept, replaced, 0, 0));
    assertThat(at.history.unsealedFrom()).isEqualTo(Long.MAX_VALUE);
    assertThat(at.history.memoryBytes()).isZero();
  }

  private static void checkQuery(Random random, Histories at, List<Model> models) {
    boolean everything = random.nextInt(4) == 0;
    long from = everything ? Long.MIN_VALUE : NOW + random.nextInt(-500, 500) * SECOND + 17;
    long to = everything ? Long.MAX_VALUE : from + random.nextLong(1, 2000 * SECOND);
    Query.Aggregate[] all = Query.Aggregate.values();
    Query.Aggregate aggregate = all[random.nextInt(all.length)];
    int points = 1 + random.nextInt(300);
    List<SignalId> ids = models.stream().map(model -> model.signal.id()).toList();
    Answer answer = at.history.query(new Query(ids, from, to, points, aggregate));

    assertThat(answer.series()).containsOnlyKeys(ids);
    for (Model model : models) {
      Answer.Series series = Objects.requireNonNull(answer.series().get(model.signal.id()));
      var range = from < to ? model.readings.subMap(from, to) : new TreeMap<Long, Reading>();
      if (aggregate == Query.Aggregate.RAW) {
        checkRaw(answer, series, List.copyOf(range.values()), model.signal.kind());
      } else if (aggregate == Query.Aggregate.STATES) {
        List<Reading> expected = changes(model, List.copyOf(range.values()), from, to);
        checkRaw(answer, series, expected, model.signal.kind());
      } else if (Increases.serves(aggregate)) {
        checkIncreases(aggregate, answer, series, model, from, to);
      } else {
        assertThat(answer.times().length).isLessThanOrEqualTo(points);
        for (int bucket = 0; bucket < answer.times().length; bucket++) {
          long start = answer.times()[bucket];
          List<Reading> inside =
              range.values().stream()
                  .filter(one -> one.time() >= start && one.time() < start + answer.width())
                  .filter(one -> one.value() != null)
                  .filter(one -> one.quality().level() != Quality.Level.BAD)
                  .toList();
          checkBucket(aggregate, model.signal.kind(), series, bucket, inside);
        }
      }
    }
  }

  /** The readings that differ from the one before, which is shown at the start of the range. */
  private static List<Reading> changes(Model model, List<Reading> range, long from, long to) {
    List<Reading> changes = new ArrayList<>();
    Map.Entry<Long, Reading> before =
        from == Long.MIN_VALUE || from >= to ? null : model.readings.lowerEntry(from);
    if (before != null && !model.readings.containsKey(from)) {
      Reading one = before.getValue();
      changes.add(new Reading(one.signal(), one.value(), one.quality(), from, 0, 0));
    }
    for (Reading one : range) {
      boolean differs = changes.isEmpty() || !Objects.equals(state(one), state(changes.getLast()));
      if (differs) {
        changes.add(one);
      }
    }
    return changes;
  }

  private static @Nullable Value state(Reading one) {
    return one.quality().level() == Quality.Level.BAD ? null : one.shown().value();
  }

  private static void checkIncreases(
      Query.Aggregate aggregate,
      Answer answer,
      Answer.Series series,
      Model model,
      long from,
      long to) {
    double[] steps = new double[answer.times().length];
    double[] seconds = new double[answer.times().length];
    Reading before = null;
    for (Reading one : model.readings.values()) {
      if (Double.isNaN(one.number()) || one.quality().level() == Quality.Level.BAD) {
        continue;
      }
      if (before != null && one.time() >= from && one.time() < to) {
        int bucket = (int) ((one.time() - answer.from()) / answer.width());
        double step = one.number() - before.number();
        steps[bucket] += step < 0 && one.number() >= 0 ? one.number() : step;
        seconds[bucket] += (one.time() - before.time()) / 1e6;
      }
      before = one;
    }
    for (int bucket = 0; bucket < steps.length; bucket++) {
      double delta = seconds[bucket] == 0 ? Double.NaN : steps[bucket];
      boolean rate = aggregate == Query.Aggregate.RATE;
      double expected = rate ? delta / seconds[bucket] : delta;
      if (Math.abs(expected) > 1e4) {
        assertThat(Objects.requireNonNull(series.values())[bucket])
            .isCloseTo(expected, withinPercentage(1e-6));
      } else {
        near(series.values(), bucket, expected);
      }
    }
  }

  private static void checkRaw(
      Answer answer, Answer.Series series, List<Reading> expected, Kind kind) {
    short[] quality = Objects.requireNonNull(series.quality());
    List<String> found = new ArrayList<>();
    for (int i = 0; i < answer.times().length; i++) {
      if (quality[i] != Answer.NO_READING) {
        Object value =
            isText(kind)
                ? Objects.requireNonNull(series.texts())[i]
                : (Object) Objects.requireNonNull(series.values())[i];
        found.add(answer.times()[i] + " " + quality[i] + " " + value);
      }
    }
    assertThat(found)
        .isEqualTo(
            expected.stream()
                .map(one -> one.time() + " " + one.quality().code() + " " + shown(one, kind))
                .toList());
  }

  private static @Nullable Object shown(Reading reading, Kind kind) {
    if (!isText(kind)) {
      return reading.number();
    }
    return reading.shown().value() instanceof Value.Text(String text) ? text : null;
  }

  private static void checkBucket(
      Query.Aggregate aggregate,
      Kind kind,
      Answer.Series series,
      int bucket,
      List<Reading> inside) {
    double[] values = inside.stream().mapToDouble(Reading::number).toArray();
    boolean numbers = !isText(kind) && values.length > 0;
    double sum = Stream.of(inside).flatMap(List::stream).mapToDouble(Reading::number).sum();
    switch (aggregate) {
      case MINMAX -> {
        near(series.min(), bucket, numbers ? min(inside) : Double.NaN);
        near(series.max(), bucket, numbers ? max(inside) : Double.NaN);
        near(series.avg(), bucket, numbers ? sum / values.length : Double.NaN);
        near(series.values(), bucket, values.length);
      }
      case AVG -> near(series.values(), bucket, numbers ? sum / values.length : Double.NaN);
      case SUM -> near(series.values(), bucket, numbers ? sum : Double.NaN);
      case COUNT -> near(series.values(), bucket, values.length);
      case LAST -> {
        Reading last = inside.isEmpty() ? null : inside.getLast();
        if (isText(kind)) {
          assertThat(Objects.requireNonNull(series.texts())[bucket])
              .isEqualTo(last == null ? null : shown(last, kind));
        } else {
          near(series.values(), bucket, last == null ? Double.NaN : last.number());
        }
      }
      case RAW, STATES, DELTA, RATE -> throw new AssertionError("checked elsewhere");
    }
  }

  private static double min(List<Reading> inside) {
    return inside.stream().mapToDouble(Reading::number).min().orElseThrow();
  }

  private static double max(List<Reading> inside) {
    return inside.stream().mapToDouble(Reading::number).max().orElseThrow();
  }

  private static void near(double @Nullable [] column, int bucket, double expected) {
    double found = Objects.requireNonNull(column)[bucket];
    if (Double.isNaN(expected)) {
      assertThat(found).isNaN();
    } else {
      assertThat(found).isCloseTo(expected, within(1e-7));
    }
  }

  private static void checkExport(Histories at, Model model) throws Exception {
    List<String> found = new ArrayList<>();
    at.history.export(
        List.of(model.signal.id()),
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        (id, value, quality, time) -> found.add(time + " " + quality + " " + whole(value)));
    assertThat(found)
        .isEqualTo(
            model.readings.values().stream()
                .map(one -> one.time() + " " + one.quality() + " " + whole(one.value()))
                .toList());
  }

  /** What an uplink reads is whole, messages too. */
  private static void checkUnsent(Histories at, List<Model> models) throws Exception {
    List<String> found = new ArrayList<>();
    Unsent.Page page = at.history.unsent(1, Long.MAX_VALUE, 0, Long.MIN_VALUE);
    while (true) {
      page.rows()
          .forEach(row -> found.add(row.signal() + " " + row.time() + " " + whole(row.value())));
      if (page.end()) {
        break;
      }
      page = at.history.unsent(1, Long.MAX_VALUE, page.nextSignal(), page.nextTime());
    }
    List<String> expected = new ArrayList<>();
    for (Model model : models) {
      for (Reading one : model.readings.values()) {
        expected.add(model.signal.index() + " " + one.time() + " " + whole(one.value()));
      }
    }
    assertThat(found).isEqualTo(expected);
  }

  private static String whole(@Nullable Value value) {
    return value instanceof Value.Message one
        ? one.topic()
            + Arrays.toString(one.payload())
            + one.qos()
            + one.retain()
            + Arrays.toString(one.properties())
        : String.valueOf(value);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
