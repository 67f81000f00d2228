package dev.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.journal.Entry;
import dev.sluice.time.FastClock;
import dev.sluice.time.Restamp;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClockWatchTest {

  private static final long NOW = 1_795_478_400_000_000L;
  private static final long SECOND = 1_000_000L;

  private final FastClock clock = new FastClock(NOW, 1);
  private ClockWatch watch = new ClockWatch(clock);
  private long seq = 100;

  @BeforeEach
  void systemRuns() {
    clock.system("boot-a");
  }

  private Entry.Clock said() {
    watch.look(seq);
    assertThat(watch.isDue()).isTrue();
    return watch.say(seq++);
  }

  private Entry.Clock saidAndStored() {
    Entry.Clock entry = said();
    watch.settled(seq);
    return entry;
  }

  private void nothingToSay() {
    watch.look(seq);
    assertThat(watch.isDue()).isFalse();
  }

  /** The next life begins with what the journal has. */
  private void restart(Entry.Clock last) {
    watch = new ClockWatch(clock);
    watch.remember(last);
  }

  @Test
  void aClockThatJustGoesOnIsToldOfAtTheStartAndNotAgain() {
    assertThat(saidAndStored())
        .matches(Entry.Clock::trusted)
        .matches(entry -> entry.step() == 0 && entry.spans().isEmpty());
    clock.advance(Duration.ofDays(3));
    nothingToSay();
    assertThat(watch.forward() + watch.backward()).isZero();
    assertThat(watch.lastStep()).isNull();
  }

  @Test
  void aStepIsToldWithItsLengthAndDirection() {
    saidAndStored();
    clock.step(Duration.ofHours(-1));
    assertThat(saidAndStored().step())
        .isBetween(-3_600 * SECOND - 10_000, -3_600 * SECOND + 10_000);
    assertThat(watch.backward()).isEqualTo(1);
    clock.step(Duration.ofMillis(900));
    nothingToSay();
    clock.step(Duration.ofMillis(900));
    assertThat(saidAndStored().step()).as("together").isGreaterThan(SECOND);
    assertThat(watch.forward()).isEqualTo(1);
    assertThat(Objects.requireNonNull(watch.lastStep()).text()).startsWith("set forward by 1.");
  }

  @Test
  void whatCouldNotBeStoredIsSaidAgainInFull() {
    clock.trust(false);
    saidAndStored();
    watch.stamped(NOW);
    clock.step(Duration.ofHours(5));
    clock.trust(true);
    Entry.Clock lost = said();
    assertThat(lost.restamp()).isNotNull();
    watch.settled(lost.seq());
    seq = lost.seq();
    Entry.Clock again = saidAndStored();
    assertThat(again.spans()).isEqualTo(lost.spans());
    assertThat(again.step()).isEqualTo(lost.step());
    nothingToSay();
  }

  @Test
  void withoutReadingsInDoubtThereIsNothingToCorrect() {
    clock.trust(false);
    saidAndStored();
    clock.step(Duration.ofHours(5));
    clock.trust(true);
    assertThat(saidAndStored().restamp()).isNull();
  }

  @Test
  void theNextLifeOnTheSameSystemKnowsHowFarTheFirstWasOff() {
    clock.trust(false);
    Entry.Clock first = saidAndStored();
    watch.stamped(NOW);
    restart(first);
    clock.advance(Duration.ofMinutes(1));
    clock.step(Duration.ofHours(5));
    clock.trust(true);
    Entry.Clock told = saidAndStored();
    Restamp restamp = Objects.requireNonNull(told.restamp());
    assertThat(restamp.from()).isEqualTo(first.seq());
    assertThat(restamp.corrected(NOW + SECOND))
        .isBetween(NOW + 18_000 * SECOND, NOW + 18_002 * SECOND);
  }

  @Test
  void afterARestartOfTheSystemNothingIsKnown() {
    clock.trust(false);
    Entry.Clock first = saidAndStored();
    watch.stamped(NOW);
    restart(first);
    clock.system("boot-b");
    clock.step(Duration.ofHours(5));
    clock.trust(true);
    Entry.Clock told = saidAndStored();
    assertThat(told.restamp()).isNull();
    assertThat(told.step()).isZero();
  }

  @Test
  void theNewestRecordStaysInTheJournalAndIsRenewedNowAndThen() {
    Entry.Clock first = saidAndStored();
    assertThat(watch.neededFrom()).isEqualTo(first.seq());
    seq += 1_000;
    watch.written(1 << 10, seq);
    nothingToSay();
    watch.written(2 << 20, seq);
    Entry.Clock second = saidAndStored();
    assertThat(watch.neededFrom()).isEqualTo(second.seq());
    clock.advance(Duration.ofMinutes(11));
    watch.written(2 << 20, seq);
    nothingToSay(); // nothing came in, so nothing is written for the clock alone
    seq += 10;
    watch.written(2 << 20, seq);
    assertThat(saidAndStored().step()).isZero();
  }
}
