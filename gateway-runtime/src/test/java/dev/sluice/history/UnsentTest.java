package dev.sluice.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.Signal;
import dev.sluice.model.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnsentTest {

  private Histories at;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    at = new Histories(folder);
  }

  @AfterEach
  void close() {
    at.close();
  }

  private List<Unsent.Row> all(long from, long below) throws InterruptedException {
    List<Unsent.Row> rows = new ArrayList<>();
    int signal = 0;
    long time = Long.MIN_VALUE;
    for (int pages = 0; pages < 10_000; pages++) {
      Unsent.Page page = at.history.unsent(from, below, signal, time);
      rows.addAll(page.rows());
      if (page.end()) {
        return rows;
      }
      assertThat(page.nextSignal() > signal || page.nextTime() > time).as("it goes on").isTrue();
      signal = page.nextSignal();
      time = page.nextTime();
    }
    throw new AssertionError("it never ends");
  }

  @Test
  void everyReadingOfTheSeqsIsFoundSignalBySignalInTheOrderOfTime() throws Exception {
    List<Signal> signals = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      signals.add(at.signal("oven/s" + i, Kind.NUMBER));
    }
    for (int round = 0; round < 12; round++) {
      for (int i = 0; i < 300; i++) {
        at.put(signals.get(i % 3), Histories.NOW + (round * 300L + i) * 1_000, round * 300 + i);
      }
      at.sealAll();
    }
    List<Unsent.Row> rows = all(1, Long.MAX_VALUE);
    assertThat(rows).hasSize(3_600).allMatch(Unsent.Row::counted);
    for (int i = 1; i < rows.size(); i++) {
      Unsent.Row before = rows.get(i - 1);
      Unsent.Row row = rows.get(i);
      assertThat(
              row.signal() > before.signal()
                  || (row.signal() == before.signal() && row.time() > before.time()))
          .isTrue();
    }
  }

  @Test
  void largeMessagesOfManySignalsDoNotComeTogether() throws Exception {
    for (int i = 0; i < 8; i++) {
      Signal signal = at.signal("$raw/video/s" + i, Kind.MESSAGE);
      for (int n = 0; n < 10; n++) {
        at.put(signal, Histories.NOW + n * 1_000L, message(200_000), Quality.GOOD);
      }
      at.sealAll();
    }
    Unsent.Page page = at.history.unsent(1, Long.MAX_VALUE, 0, Long.MIN_VALUE);
    assertThat(page.end()).isFalse();
    assertThat(page.rows()).hasSizeBetween(20, 50);
    assertThat(all(1, Long.MAX_VALUE)).hasSize(80);
  }

  private static Value message(int size) {
    return new Value.Message("video/meta", new byte[size], 1, false, null);
  }

  @Test
  void manySignalsOfFewReadingsComeTogether() throws Exception {
    int signals = 100;
    for (int i = 0; i < signals; i++) {
      Signal signal = at.signal("hall/s" + i, Kind.NUMBER);
      at.put(signal, Histories.NOW, 0);
      at.put(signal, Histories.NOW + 1_000, 1);
      if (i % 2 == 0) {
        at.sealAll();
      }
    }
    assertThat(all(1, Long.MAX_VALUE)).hasSize(2 * signals).allMatch(Unsent.Row::counted);
    assertThat(at.history.unsent(1, Long.MAX_VALUE, 0, Long.MIN_VALUE).rows()).hasSize(2 * signals);
  }

  @Test
  void aPageEndsOnceItHasEnoughAndGoesOnBehindThat() throws Exception {
    int signals = 50;
    for (int i = 0; i < signals; i++) {
      Signal signal = at.signal("hall/s" + i, Kind.NUMBER);
      for (int n = 0; n < 150; n++) {
        at.put(signal, Histories.NOW + n * 1_000L, n);
      }
    }
    Unsent.Page page = at.history.unsent(1, Long.MAX_VALUE, 0, Long.MIN_VALUE);
    assertThat(page.end()).isFalse();
    assertThat(page.rows()).hasSizeBetween(2_000, 2_150);
    assertThat(page.nextSignal()).isEqualTo(page.rows().getLast().signal() + 1);
    assertThat(all(1, Long.MAX_VALUE)).hasSize(signals * 150);
  }

  @Test
  void chunksOfOtherSeqsAreLeftOutAndThoseAtTheEdgeCountByTheirShare() throws Exception {
    Signal signal = at.signal("oven/temperature", Kind.NUMBER);
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < 100; i++) {
        at.put(signal, Histories.NOW + (round * 100L + i) * 1_000, round * 100 + i);
      }
      at.sealAll();
    }
    long first = at.journal.getFirst().seq();
    List<Unsent.Row> rows = all(first + 150, first + 250);
    assertThat(rows).hasSize(200);
    assertThat(rows.stream().filter(Unsent.Row::counted).map(Unsent.Row::value))
        .as("those in question, and three more at each edge")
        .hasSize(106)
        .startsWith(new Value.Num(147))
        .endsWith(new Value.Num(252));
  }

  @Test
  void readingsThatAreNotSealedAreFoundAsWell() throws Exception {
    Signal signal = at.signal("oven/temperature", Kind.NUMBER);
    at.put(signal, Histories.NOW, 1);
    at.sealAll();
    at.put(signal, Histories.NOW + 1_000, 2);
    assertThat(all(1, Long.MAX_VALUE)).hasSize(2);
  }

  @Test
  void unsealedReadingsAreNotTakenForThoseThatTheJournalHasLost() throws Exception {
    Signal signal = at.signal("oven/temperature", Kind.NUMBER);
    for (int i = 0; i < 10; i++) {
      at.put(signal, Histories.NOW + i * 1_000L, i);
    }
    long behind = at.journal.getLast().seq() + 1;
    at.history.missing(behind, behind + 50);
    assertThat(all(behind + 10, behind + 50)).isEmpty();
    assertThat(all(behind - 5, behind + 50)).hasSize(10);
  }

  @Test
  void aRemovedSignalHasNothing() throws Exception {
    Signal signal = at.signal("oven/temperature", Kind.NUMBER);
    at.put(signal, Histories.NOW, 1);
    at.sealAll();
    at.history.forget(signal.index(), 99);
    assertThat(all(1, Long.MAX_VALUE)).isEmpty();
  }
}
