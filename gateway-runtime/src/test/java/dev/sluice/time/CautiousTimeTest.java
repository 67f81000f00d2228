package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CautiousTimeTest {

  private static final long NOW = 1_795_478_400_000_000L;
  private static final long HOUR = 3_600_000_000L;
  private static final long YEARS = 24 * 3_650 * HOUR;

  private final ManualClock clock = new ManualClock(NOW);
  private final CautiousTime time = new CautiousTime(clock);

  @Test
  void itGoesWithTheClock() {
    assertThat(time.micros()).hasValue(NOW);
    clock.advance(Duration.ofDays(3));
    assertThat(time.micros()).hasValue(NOW + 72 * HOUR);
    clock.set(clock.micros() + HOUR / 2);
    assertThat(time.micros()).hasValue(clock.micros());
    clock.set(NOW - YEARS);
    assertThat(time.micros()).hasValue(NOW - YEARS);
  }

  @Test
  void aClockThatIsSetFarForwardIsBelievedAfterADay() {
    assertThat(time.micros()).hasValue(NOW);
    clock.set(NOW + YEARS);
    assertThat(time.micros()).hasValue(NOW);
    clock.advance(Duration.ofHours(23));
    assertThat(time.micros()).hasValue(NOW + 23 * HOUR);
    clock.advance(Duration.ofHours(2));
    assertThat(time.micros()).hasValue(clock.micros());
  }

  @Test
  void oneThatIsSetBackInTimeLeavesNoTrace() {
    assertThat(time.micros()).hasValue(NOW);
    clock.set(NOW + YEARS);
    assertThat(time.micros()).hasValue(NOW);
    clock.advance(Duration.ofHours(20));
    clock.set(NOW + 20 * HOUR);
    assertThat(time.micros()).hasValue(NOW + 20 * HOUR);
    clock.set(NOW + YEARS);
    clock.advance(Duration.ofHours(20));
    assertThat(time.micros()).hasValue(NOW + 40 * HOUR);
  }

  @Test
  void itKnowsNothingWhileTheClockIsNotTrusted() {
    clock.trust(false);
    clock.set(0);
    assertThat(time.micros()).isEmpty();
    clock.set(NOW);
    clock.trust(true);
    assertThat(time.micros()).hasValue(NOW);
  }

  @Test
  void aStartMoreThanAYearAheadIsBelievedAfterADay() {
    clock.set(NOW + YEARS);
    CautiousTime again = new CautiousTime(clock, NOW);
    assertThat(again.micros()).hasValue(NOW);
    clock.advance(Duration.ofHours(23));
    assertThat(again.micros()).hasValue(NOW + 23 * HOUR);
    clock.advance(Duration.ofHours(2));
    assertThat(again.micros()).hasValue(clock.micros());
  }

  @Test
  void aStartAfterHalfAYearInTheDrawerIsBelievedAtOnce() {
    clock.set(NOW + 24 * 180 * HOUR);
    assertThat(new CautiousTime(clock, NOW).micros()).hasValue(clock.micros());
    assertThat(new CautiousTime(clock).micros()).hasValue(clock.micros());
  }
}
