package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.SignalSettings;
import dev.sluice.live.LiveTable;
import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.signals.SignalDirectory;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** From which age a value counts as stale where the configuration does not say. */
class PresenterTest {

  private static final long SECOND = 1_000_000;
  private static final long MINUTE = 60 * SECOND;

  private final LiveTable live = new LiveTable();
  private final Presenter presenter = new Presenter(new SignalSettings(Map.of()), live);
  private final Signal signal =
      Objects.requireNonNull(
          new SignalDirectory(10).add(new SignalId("hall", "t"), Kind.NUMBER, null, false));
  private long now = 1_795_478_400_000_000L;

  @Test
  void aSignalOfWhichLittleIsKnownIsGivenFiveMinutes() {
    assertThat(staleAfter()).isEqualTo(5 * MINUTE);
    readings(10, SECOND);
    assertThat(staleAfter()).as("nine gaps").isEqualTo(5 * MINUTE);
  }

  @Test
  void aKnownSignalIsStaleAfterThreeOfItsIntervalsButNotWithinFiveSeconds() {
    readings(11, 10 * SECOND);
    assertThat(staleAfter()).isEqualTo(30 * SECOND);
    readings(60, SECOND);
    assertThat(staleAfter()).isEqualTo(5 * SECOND);
  }

  @Test
  void aSlowSignalIsGivenMoreFromItsFirstGapOn() {
    readings(2, 10 * MINUTE);
    assertThat(staleAfter()).isEqualTo(30 * MINUTE);
  }

  @Test
  void aSignalThatWasForgottenIsLearnedAnew() {
    readings(20, SECOND);
    live.remove(signal.index());
    assertThat(staleAfter()).isEqualTo(5 * MINUTE);
  }

  private void readings(int count, long every) {
    for (int i = 0; i < count; i++) {
      now += every;
      live.put(
          new Reading(signal.index(), new Value.Num(1), Quality.GOOD, now, now, now / SECOND),
          "test");
    }
  }

  private long staleAfter() {
    return presenter.of(signal).staleAfter();
  }
}
