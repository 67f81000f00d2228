package dev.sluice.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.history.Query.Aggregate;
import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.Signal;
import dev.sluice.model.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How counters grow, and when states changed. */
class HistoryChangesTest {

  private static final long NOW = Histories.NOW;
  private static final long SECOND = Histories.SECOND;

  @TempDir private Path folder;
  private Histories at;

  @BeforeEach
  void open() throws Exception {
    at = new Histories(folder);
  }

  @AfterEach
  void close() {
    at.close();
  }

  private double[] values(Signal signal, long from, long to, int points, Aggregate aggregate) {
    Answer answer =
        at.history.query(
            new Query(
                List.of(signal.id()), NOW + from * SECOND, NOW + to * SECOND, points, aggregate));
    return Objects.requireNonNull(
        Objects.requireNonNull(answer.series().get(signal.id())).values());
  }

  @Test
  void theDeltasOfAllBucketsAddUpHoweverWideTheyAre() throws Exception {
    Signal meter = at.signal("meter/energy", Kind.NUMBER);
    for (int i = 0; i < 7200; i++) {
      at.put(meter, NOW + i * SECOND, 3.0 * i);
      if (i == 5000) {
        at.sealAll();
      }
    }
    for (int points : new int[] {1, 7, 100, 5000}) {
      double[] deltas = values(meter, 600, 7200, points, Aggregate.DELTA);
      // From the reading before the range to the last in it.
      assertThat(Arrays.stream(deltas).sum()).isEqualTo(3.0 * (7199 - 599));
    }
    assertThat(values(meter, 600, 7200, 10, Aggregate.RATE)).containsOnly(3.0);
  }

  @Test
  void aCounterThatFallsHasStartedAgainFromZero() {
    Signal meter = at.signal("meter/energy", Kind.NUMBER);
    double[] said = {100, 110, 4, 9, 2};
    for (int i = 0; i < said.length; i++) {
      at.put(meter, NOW + 60L * i * SECOND, said[i]);
    }
    assertThat(values(meter, 0, 300, 5, Aggregate.DELTA)).containsExactly(Double.NaN, 10, 4, 5, 2);
  }

  @Test
  void whatGrewDuringAGapCountsWhereTheGapEndsAtTheRateOfTheWholeGap() {
    Signal meter = at.signal("meter/energy", Kind.NUMBER);
    at.put(meter, NOW, 0);
    at.put(meter, NOW + 600 * SECOND, 1200);
    assertThat(values(meter, 60, 660, 10, Aggregate.DELTA)).containsExactly(nine(Double.NaN, 1200));
    assertThat(values(meter, 60, 660, 10, Aggregate.RATE)).containsExactly(nine(Double.NaN, 2));
  }

  private static double[] nine(double first, double last) {
    double[] all = new double[10];
    Arrays.fill(all, first);
    all[9] = last;
    return all;
  }

  private List<String> states(Signal signal, long from, long to) {
    Answer answer =
        at.history.query(
            new Query(
                List.of(signal.id()), NOW + from * SECOND, NOW + to * SECOND, 1, Aggregate.STATES));
    Answer.Series series = Objects.requireNonNull(answer.series().get(signal.id()));
    List<String> states = new ArrayList<>();
    for (int i = 0; i < answer.times().length; i++) {
      states.add(
          (answer.times()[i] - NOW) / SECOND + " " + Objects.requireNonNull(series.texts())[i]);
    }
    return states;
  }

  @Test
  void aStateIsToldOnceAndTheOneBeforeTheRangeAtItsStart() throws Exception {
    Signal machine = at.signal("press/state", Kind.TEXT);
    String[] said = {"OFF", "OFF", "RUNNING", "RUNNING", "RUNNING", "FAULT", "OFF"};
    for (int i = 0; i < said.length; i++) {
      at.put(machine, NOW + i * SECOND, new Value.Text(said[i]), Quality.GOOD);
    }
    List<String> all = List.of("0 OFF", "2 RUNNING", "5 FAULT", "6 OFF");
    assertThat(states(machine, 0, 100)).isEqualTo(all);
    at.sealAll();
    assertThat(states(machine, 0, 100)).isEqualTo(all);
    assertThat(states(machine, 4, 6)).containsExactly("4 RUNNING", "5 FAULT");
    assertThat(states(machine, 3_000_000, 3_000_100)).containsExactly("3000000 OFF");
    assertThat(states(machine, -10, 1)).containsExactly("0 OFF");
  }

  @Test
  void aBadReadingEndsAState() {
    Signal machine = at.signal("press/state", Kind.TEXT);
    at.put(machine, NOW, new Value.Text("RUNNING"), Quality.GOOD);
    at.put(machine, NOW + SECOND, null, Quality.BAD_DEVICE);
    at.put(machine, NOW + 2 * SECOND, null, Quality.BAD_DEVICE);
    at.put(machine, NOW + 3 * SECOND, new Value.Text("RUNNING"), Quality.GOOD);
    assertThat(states(machine, 0, 10)).containsExactly("0 RUNNING", "1 null", "3 RUNNING");
  }

  @Test
  void theReasonOfAQualityIsKeptOverSealing() throws Exception {
    Signal oven = at.signal("oven/temperature", Kind.NUMBER);
    Quality[] all = Quality.values();
    for (int i = 0; i < all.length; i++) {
      at.put(oven, NOW + i * SECOND, new Value.Num(i), all[i]);
    }
    at.sealAll();
    List<Quality> found = new ArrayList<>();
    at.history.export(
        List.of(oven.id()),
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        (id, value, quality, time) -> found.add(quality));
    assertThat(found).containsExactly(all);
  }
}
