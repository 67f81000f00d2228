package dev.sluice.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.journal.Entry;
import dev.sluice.model.Quality;
import dev.sluice.model.Reading;
import dev.sluice.model.Value;
import dev.sluice.time.Restamp;
import java.util.List;
import org.junit.jupiter.api.Test;

class CorrectionsTest {

  private static final long NOW = 1_795_478_400_000_000L;

  private final Corrections corrections = new Corrections();

  private static Entry.Arrived arrived(long seq, Quality quality) {
    List<Reading> readings =
        List.of(
            new Reading(1, new Value.Num(1), quality, 50, 50, seq),
            new Reading(2, new Value.Num(2), Quality.GOOD, 60, 50, seq + 1));
    return new Entry.Arrived(seq, 50, "press", 7, 99, readings, null);
  }

  private static Entry.Clock clock(long seq, boolean trusted) {
    return new Entry.Clock(
        seq, "a", NOW, 1, NOW, trusted, true, 10, List.of(new Restamp.Span(0, 100, NOW)));
  }

  @Test
  void whatWasInDoubtIsReadAgainWithItsRightTime() {
    Entry.Arrived entry = arrived(20, Quality.UNCERTAIN_CLOCK);
    assertThat(corrections.apply(entry)).isSameAs(entry);
    corrections.entry(clock(25, false));
    assertThat(corrections.apply(entry)).as("still in doubt").isSameAs(entry);
    corrections.entry(clock(30, true));
    Entry.Arrived right = (Entry.Arrived) corrections.apply(entry);
    assertThat(right.readings().getFirst().time()).isEqualTo(NOW + 50);
    assertThat(right.readings().getFirst().quality()).isEqualTo(Quality.GOOD);
    assertThat(right.readings().getLast()).as("its own time").isEqualTo(entry.readings().getLast());
    assertThat(right.seq()).isEqualTo(20);
  }

  @Test
  void whatIsNotMeantStaysAsItIs() {
    corrections.entry(clock(30, true));
    for (Entry entry :
        List.of(
            arrived(20, Quality.GOOD),
            arrived(5, Quality.UNCERTAIN_CLOCK),
            arrived(30, Quality.UNCERTAIN_CLOCK),
            new Entry.Removed(20, 1))) {
      assertThat(corrections.apply(entry)).isSameAs(entry);
    }
  }
}
