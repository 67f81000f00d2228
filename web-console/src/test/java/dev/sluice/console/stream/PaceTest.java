package dev.sluice.console.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a viewer may be behind. */
class PaceTest {

  private static final long TICK = 100_000_000L;

  private final Pace pace = new Pace();
  private long now;

  private List<Pace.Verdict> ticks(int count, boolean behind) {
    List<Pace.Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      now += TICK;
      Pace.Verdict verdict = pace.tick(behind, now);
      if (verdict != Pace.Verdict.GO_ON) {
        verdicts.add(verdict);
      }
    }
    return verdicts;
  }

  @Test
  void a_viewer_that_keeps_up_goes_on() {
    assertThat(ticks(10_000, false)).isEmpty();
  }

  @Test
  void every_ten_seconds_behind_slow_it_down_and_a_minute_ends_it() {
    assertThat(ticks(100, true)).isEmpty();
    assertThat(ticks(1, true)).containsExactly(Pace.Verdict.SLOW_DOWN);
    assertThat(ticks(499, true)).hasSize(4).containsOnly(Pace.Verdict.SLOW_DOWN);
    assertThat(ticks(1, true)).containsExactly(Pace.Verdict.LET_GO);
  }

  @Test
  void a_moment_of_room_is_no_recovery_but_half_a_second_is() {
    ticks(300, true);
    ticks(4, false);
    assertThat(ticks(297, true)).contains(Pace.Verdict.LET_GO);
    ticks(5, false);
    assertThat(ticks(100, true)).isEmpty();
  }
}
