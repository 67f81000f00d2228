package dev.sluice.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.meters.LedgerView.HistoryCounts;
import dev.sluice.model.Kind;
import dev.sluice.model.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistorySealingTest {

  private static final long NOW = Histories.NOW;

  private Histories at;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    at = new Histories(folder);
  }

  @AfterEach
  void close() {
    at.close();
  }

  @Test
  void aFullHeadIsSealedByItself() {
    Signal signal = at.signal("a/x", Kind.NUMBER);
    for (int i = 0; i < Head.SEAL_AT; i++) {
      at.put(signal, NOW + i, i);
    }

    await().untilAsserted(() -> assertThat(at.history.counts().unsealed()).isZero());
  }

  @Test
  void anOldHeadIsSealedAndSignalsThatStartedTogetherAreNotDueTogether() throws Exception {
    List<Signal> signals = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      signals.add(at.signal("a/x" + i, Kind.NUMBER));
    }
    signals.forEach(signal -> at.put(signal, NOW, 1));
    at.clock.advance(Duration.ofMinutes(105));

    await().untilAsserted(() -> assertThat(at.history.counts().unsealed()).isBetween(20L, 80L));
    at.clock.advance(Duration.ofMinutes(16));
    await().untilAsserted(() -> assertThat(at.history.counts().unsealed()).isZero());
  }

  @Test
  void pressingSealsWhatIsOlderAndLeavesTheRest() {
    Signal old = at.signal("a/old", Kind.NUMBER);
    Signal young = at.signal("a/young", Kind.NUMBER);
    at.put(old, NOW, 1);
    long border = at.nextSeq();
    at.put(young, NOW, 1);

    at.history.pressToSealBelow(border);

    await().untilAsserted(() -> assertThat(at.history.unsealedFrom()).isGreaterThan(border));
    assertThat(at.history.counts()).isEqualTo(new HistoryCounts(1, 1, 0, 0, 0));
  }

  @Test
  void aDefinitionIsStoredSoonAfterAndAtOnceWhenTheJournalPresses() {
    at.signal("a/first", Kind.NUMBER);
    assertThat(at.history.unsealedFrom()).isEqualTo(1);
    at.history.pressToSealBelow(2);
    await().untilAsserted(() -> assertThat(at.history.unsealedFrom()).isEqualTo(Long.MAX_VALUE));

    at.signal("a/second", Kind.NUMBER);
    await()
        .untilAsserted(
            () -> {
              at.clock.advance(Duration.ofSeconds(31));
              assertThat(at.history.unsealedFrom()).isEqualTo(Long.MAX_VALUE);
            });
  }

  @Test
  void manySignalsStayWithinTheMemoryBudget() {
    List<Signal> signals = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      signals.add(at.signal("a/x" + i, Kind.NUMBER));
    }
    long most = 0;
    for (int round = 0; round < 2000; round++) {
      for (Signal signal : signals) {
        at.history.accept(
            new dev.sluice.model.Reading(
                signal.index(),
                new dev.sluice.model.Value.Num(round),
                dev.sluice.model.Quality.GOOD,
                NOW + round,
                NOW,
                at.nextSeq()));
      }
      most = Math.max(most, at.history.memoryBytes());
    }

    assertThat(most).isLessThan(SealingThread.MEMORY_BUDGET * 7 / 4);
    assertThat(at.history.counts().total()).isEqualTo(1_800_000);
  }

  @Test
  void aRowOfReadingsFasterThanSealingIsHeldUpAndNotDropped() throws Exception {
    Signal signal = at.signal("a/fast", Kind.NUMBER);
    for (int i = 0; i < 10 * Head.HARD_CAP; i++) {
      at.put(signal, NOW + i, i % 100);
    }
    at.sealAll();

    assertThat(at.history.counts()).isEqualTo(new HistoryCounts(0, 10 * Head.HARD_CAP, 0, 0, 0));
  }
}
