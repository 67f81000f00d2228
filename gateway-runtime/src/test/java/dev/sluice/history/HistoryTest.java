package dev.sluice.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.meters.LedgerView.HistoryCounts;
import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {

  private static final long NOW = Histories.NOW;
  private static final long SECOND = Histories.SECOND;

  private Histories at;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    at = new Histories(folder);
  }

  @AfterEach
  void close() {
    at.close();
  }

  @Test
  void aReadingIsFoundBeforeAndAfterItIsSealedAndAfterARestart() throws Exception {
    Signal signal = at.signal("oven/temperature", Kind.NUMBER);
    at.put(signal, NOW, 21.5);
    assertThat(raw(signal)).containsExactly(21.5);

    at.sealAll();
    assertThat(raw(signal)).containsExactly(21.5);
    assertThat(at.history.unsealedFrom()).isEqualTo(Long.MAX_VALUE);

    at.reopen();
    assertThat(raw(signal)).containsExactly(21.5);
    assertThat(at.directory.find(signal.id())).isEqualTo(signal);
  }

  @Test
  void aReplayDoublesNothing() throws Exception {
    Signal signal = at.signal("oven/temperature", Kind.NUMBER);
    for (int i = 0; i < 100; i++) {
      at.put(signal, NOW + i * SECOND, i);
      if (i == 60) {
        at.sealAll();
      }
    }
    at.reopen();
    at.replay();
    at.replay();

    assertThat(raw(signal)).hasSize(100);
    assertThat(at.history.counts()).isEqualTo(new HistoryCounts(39, 61, 0, 0, 0));
    at.sealAll();
    assertThat(at.history.counts()).isEqualTo(new HistoryCounts(0, 100, 0, 0, 0));
  }

  @Test
  void theLaterReadingOfTheSameTimeReplacesTheEarlierInMemoryAndInChunks() throws Exception {
    Signal signal = at.signal("oven/temperature", Kind.NUMBER);
    for (int i = 0; i < 10; i++) {
      at.put(signal, NOW + i * SECOND, i);
    }
    at.put(signal, NOW + 3 * SECOND, 33);
    assertThat(raw(signal)).containsExactly(0., 1., 2., 33., 4., 5., 6., 7., 8., 9.);

    at.sealAll();
    assertThat(at.history.counts()).isEqualTo(new HistoryCounts(0, 10, 1, 0, 0));
    at.put(signal, NOW + 5 * SECOND, 55);
    assertThat(raw(signal)).containsExactly(0., 1., 2., 33., 4., 55., 6., 7., 8., 9.);

    at.sealAll();
    assertThat(raw(signal)).containsExactly(0., 1., 2., 33., 4., 55., 6., 7., 8., 9.);
    assertThat(at.history.counts()).isEqualTo(new HistoryCounts(0, 10, 2, 0, 0));
  }

  @Test
  void readingsOutOfOrderComeBackInOrder() throws Exception {
    Signal signal = at.signal("oven/temperature", Kind.NUMBER);
    at.put(signal, NOW + 5 * SECOND, 5);
    at.put(signal, NOW + 3 * SECOND, 3);
    at.sealAll();
    at.put(signal, NOW + 4 * SECOND, 4);
    at.put(signal, NOW + 1 * SECOND, 1);
    at.put(signal, NOW + 6 * SECOND, 6);
    assertThat(raw(signal)).containsExactly(1., 3., 4., 5., 6.);

    at.sealAll();
    assertThat(raw(signal)).containsExactly(1., 3., 4., 5., 6.);
  }

  @Test
  void aReadingWithoutValueIsAGapInChartsAndKeepsItsReason() throws Exception {
    Signal signal = at.signal("oven/temperature", Kind.NUMBER);
    at.put(signal, NOW, 1);
    at.put(signal, NOW + SECOND, null, Quality.BAD_DEVICE);
    at.put(signal, NOW + 2 * SECOND, 3);
    for (int round = 0; round < 2; round++) {
      Answer.Series raw = series(signal, NOW, NOW + 3 * SECOND, 10, Query.Aggregate.RAW);
      assertThat(raw.values()).containsExactly(1, Double.NaN, 3);
      assertThat(raw.quality()).containsExactly((short) 0, (short) 130, (short) 0);
      Answer.Series buckets = series(signal, NOW, NOW + 3 * SECOND, 3, Query.Aggregate.MINMAX);
      assertThat(buckets.avg()).containsExactly(1, Double.NaN, 3);
      assertThat(series(signal, NOW, NOW + 3 * SECOND, 3, Query.Aggregate.COUNT).values())
          .containsExactly(1, 0, 1);
      at.sealAll();
    }
  }

  @Test
  void textsAndTruthValuesComeBack() throws Exception {
    Signal text = at.signal("press/state", Kind.TEXT);
    Signal bool = at.signal("press/on", Kind.BOOL);
    at.put(text, NOW, new Value.Text("idle"), Quality.GOOD);
    at.put(text, NOW + SECOND, new Value.Text("läuft"), Quality.GOOD);
    at.put(bool, NOW, new Value.Bool(true), Quality.GOOD);
    at.put(bool, NOW + SECOND, new Value.Bool(false), Quality.GOOD);
    for (int round = 0; round < 2; round++) {
      assertThat(series(text, NOW, NOW + 2 * SECOND, 2, Query.Aggregate.RAW).texts())
          .containsExactly("idle", "läuft");
      assertThat(series(text, NOW, NOW + 2 * SECOND, 2, Query.Aggregate.LAST).texts())
          .containsExactly("idle", "läuft");
      assertThat(series(bool, NOW, NOW + 2 * SECOND, 2, Query.Aggregate.RAW).values())
          .containsExactly(1, 0);
      at.sealAll();
    }
    at.reopen();
    assertThat(at.history.lastReading(bool.index()))
        .isNotNull()
        .extracting(Reading::value)
        .isEqualTo(new Value.Bool(false));
    assertThat(at.history.lastReading(text.index()))
        .isNotNull()
        .extracting(Reading::value)
        .isEqualTo(new Value.Text("läuft"));
  }

  @Test
  void severalSignalsShareOneAxis() {
    Signal a = at.signal("a/x", Kind.NUMBER);
    Signal b = at.signal("b/x", Kind.NUMBER);
    at.put(a, NOW, 1);
    at.put(b, NOW + SECOND, 2);
    SignalId unknown = SignalId.parse("no/such");

    Answer raw =
        at.history.query(
            new Query(
                List.of(a.id(), unknown, b.id()),
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                10,
                Query.Aggregate.RAW));

    assertThat(raw.times()).containsExactly(NOW, NOW + SECOND);
    assertThat(raw.series()).containsOnlyKeys(a.id(), b.id());
    Answer.Series ofA = Objects.requireNonNull(raw.series().get(a.id()));
    assertThat(ofA.values()).containsExactly(1, Double.NaN);
    assertThat(ofA.quality()).containsExactly((short) 0, Answer.NO_READING);
  }

  @Test
  void theNewestReadingSurvivesAndOneFromTheFutureDoesNotHideIt() throws Exception {
    Signal signal = at.signal("oven/temperature", Kind.NUMBER);
    Reading newest = at.put(signal, NOW, 1);
    at.put(signal, NOW - SECOND, 2);
    at.put(signal, NOW + 48 * Histories.HOUR, 3);
    assertThat(at.history.lastReading(signal.index())).isEqualTo(newest);

    at.sealAll();
    at.reopen();
    assertThat(at.history.lastReading(signal.index())).isEqualTo(newest);
  }

  @Test
  void aForgottenSignalIsGoneForGoodAndItsReadingsCountAsExpired() throws Exception {
    Signal signal = at.signal("oven/temperature", Kind.NUMBER);
    at.put(signal, NOW, 1);
    at.sealAll();
    at.put(signal, NOW + SECOND, 2);
    at.history.forget(signal.index(), at.nextSeq());
    at.directory.remove(signal);
    assertThat(at.history.lastReading(signal.index())).isNull();

    at.sealAll();
    assertThat(at.history.counts()).isEqualTo(new HistoryCounts(0, 0, 0, 2, 0));

    at.reopen();
    assertThat(at.directory.find(signal.id())).isNull();
    assertThat(at.directory.indices()).isEqualTo(signal.index() + 1);

    at.replay();
    at.history.forget(signal.index(), 4);
    at.sealAll();
    assertThat(at.history.knows(signal.index())).isFalse();
    assertThat(at.history.counts()).isEqualTo(new HistoryCounts(0, 0, 0, 2, 0));
  }

  @Test
  void theJournalMayNotForgetADefinitionThatIsNotStored() throws Exception {
    at.sealAll();
    assertThat(at.history.unsealedFrom()).isEqualTo(Long.MAX_VALUE);
    long seq = at.nextSeq();
    Signal signal =
        Objects.requireNonNull(
            at.directory.add(SignalId.parse("a/b"), Kind.NUMBER, "bar", false), "full");
    at.history.define(signal, seq);
    assertThat(at.history.unsealedFrom()).isEqualTo(seq);

    at.sealAll();
    assertThat(at.history.unsealedFrom()).isEqualTo(Long.MAX_VALUE);
    at.reopen();
    assertThat(at.directory.find(signal.id())).isEqualTo(signal);
  }

  @Test
  void aReadingOfAnUnknownSignalIsRefused() {
    Reading stray = new Reading(77, new Value.Num(1), Quality.GOOD, NOW, NOW, 1);

    assertThatThrownBy(() -> at.history.accept(stray))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("77");
  }

  @Test
  void anExportStreamsEveryReadingInOrderThroughManyWindows() throws Exception {
    Signal signal = at.signal("oven/temperature", Kind.NUMBER);
    Signal other = at.signal("oven/state", Kind.TEXT);
    for (int part = 0; part < 40; part++) {
      for (int i = 0; i < 20; i++) {
        at.put(signal, NOW + (part * 20L + i) * SECOND, part * 20 + i);
      }
      at.put(signal, NOW + part * SECOND + 500, -part);
      at.sealAll();
    }
    at.put(signal, NOW + 900 * SECOND, 900);
    at.put(other, NOW, new Value.Text("on"), Quality.UNCERTAIN_SOURCE);
    List<Long> times = new ArrayList<>();
    List<String> states = new ArrayList<>();

    at.history.export(
        List.of(signal.id(), SignalId.parse("no/such")),
        NOW + SECOND,
        Long.MAX_VALUE,
        (id, value, quality, time) -> times.add(time));
    at.history.export(
        List.of(other.id()),
        NOW,
        NOW + 1,
        (id, value, quality, time) -> states.add(id + " " + quality + " " + value));

    assertThat(times).isSorted().doesNotHaveDuplicates().hasSize(799 + 39 + 1);
    assertThat(states).containsExactly("oven/state UNCERTAIN_SOURCE Text[text=on]");
  }

  private List<Double> raw(Signal signal) {
    Answer.Series series = series(signal, Long.MIN_VALUE, Long.MAX_VALUE, 10, Query.Aggregate.RAW);
    List<Double> values = new ArrayList<>();
    for (double value : Objects.requireNonNull(series.values())) {
      values.add(value);
    }
    return values;
  }

  private Answer.Series series(
      Signal signal, long from, long to, int points, Query.Aggregate aggregate) {
    Answer answer = at.history.query(new Query(List.of(signal.id()), from, to, points, aggregate));
    return Objects.requireNonNull(answer.series().get(signal.id()));
  }
}
