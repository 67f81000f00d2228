package dev.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class UniqueTimesTest {

  private static final long NOW = 1_795_478_400_000_000L;
  private static final long MILLI = 1_000;
  private static final long SECOND = 1_000_000;
  private static final long HOUR = 3_600 * SECOND;

  private UniqueTimes times = new UniqueTimes();

  @Test
  void aTimeIsTheClocksMillisecond() {
    times.set(NOW + 789);
    assertThat(times.next(0)).isEqualTo(NOW);
    assertThat(times.next(1)).isEqualTo(NOW);
  }

  @Test
  void readingsOfOneMillisecondFollowInMicroseconds() {
    times.set(NOW);
    assertThat(List.of(times.next(0), times.next(0), times.next(0)))
        .containsExactly(NOW, NOW + 1, NOW + 2);
    times.set(NOW + MILLI);
    assertThat(times.next(0)).isEqualTo(NOW + MILLI);
  }

  @Test
  void moreThanFitIntoAMillisecondGoOnInTheNext() {
    times.set(NOW);
    for (int i = 0; i < 100; i++) {
      assertThat(times.next(0)).isEqualTo(NOW + i);
    }
    assertThat(times.next(0)).isEqualTo(NOW + MILLI);
    times.set(NOW + MILLI);
    assertThat(times.next(0)).isEqualTo(NOW + MILLI + 1);
  }

  @Test
  void aSmallStepBackIsWaitedOut() {
    times.set(NOW);
    times.next(0);
    times.set(NOW - SECOND / 2);
    assertThat(times.next(0)).isEqualTo(NOW + 1);
    times.set(NOW + MILLI);
    assertThat(times.next(0)).isEqualTo(NOW + MILLI);
  }

  @Test
  void afterALargeStepBackTimesAreOfTheClockAndNew() {
    times.set(NOW);
    times.next(0);
    times.set(NOW - HOUR);
    assertThat(times.next(0)).isEqualTo(NOW - HOUR + 100);
    times.set(NOW - HOUR + SECOND);
    assertThat(times.next(0)).isEqualTo(NOW - HOUR + SECOND + 100);
    times.set(NOW + MILLI);
    assertThat(times.next(0)).as("the hour is over").isEqualTo(NOW + MILLI);
  }

  @Test
  void aStepBackIsRememberedOverARestart() {
    times.set(NOW);
    times.next(0);
    times.set(NOW - HOUR);
    long second = times.next(0);

    restart();
    times.set(NOW - HOUR);
    assertThat(times.next(0)).isEqualTo(second + 100);
  }

  @Test
  void readingsBehindTheLastTallyAreRememberedToo() {
    UniqueTimes fresh = new UniqueTimes();
    fresh.seen(NOW + 3, NOW);
    fresh.set(NOW);
    assertThat(fresh.next(0)).isEqualTo(NOW + 4);
  }

  @Test
  void aTimeThatCameWithItsReadingIsNobodysTime() {
    times.seen(NOW + HOUR, NOW);
    times.seen(NOW - HOUR, NOW);
    times.set(NOW);
    assertThat(times.next(0)).isEqualTo(NOW);
  }

  private void restart() {
    UniqueTimes next = new UniqueTimes();
    next.restore(times.ends());
    times = next;
  }

  /** Whatever the clock does, and however often the gateway is started anew. */
  @Property(tries = 300)
  void noSignalGetsATimeTwice(@ForAll long seed) {
    times = new UniqueTimes();
    Random random = new Random(seed);
    Set<List<Long>> given = new HashSet<>();
    long clock = NOW;
    List<long[]> sinceTally = new ArrayList<>();
    List<Long> tally = List.of();
    for (int i = 0; i < 2_000; i++) {
      switch (random.nextInt(60)) {
        case 0 -> clock -= random.nextLong(2 * HOUR);
        case 1 -> clock += random.nextLong(2 * HOUR);
        case 2 -> clock -= random.nextLong(2 * SECOND);
        case 3 -> clock = NOW;
        case 4 -> {
          tally = times.ends();
          sinceTally.clear();
        }
        case 5 -> {
          // The power fails: what the tally does not have is read back from the journal.
          times = new UniqueTimes();
          times.restore(tally);
          sinceTally.forEach(seen -> times.seen(seen[0], seen[1]));
        }
        default -> clock += random.nextLong(3 * MILLI);
      }
      times.set(clock);
      for (int n = random.nextInt(200) == 0 ? 250 : 1; n > 0; n--) {
        int signal = random.nextInt(3);
        long time = times.next(signal);
        sinceTally.add(new long[] {time, clock});
        assertThat(given.add(List.of((long) signal, time)))
            .as("signal %s at %s, round %s", signal, time, i)
            .isTrue();
      }
    }
  }

  @Property(tries = 100)
  void upToNineStepsBackTimesStayWithinAMillisecondOfTheClock(@ForAll long seed) {
    times = new UniqueTimes();
    Random random = new Random(seed);
    long clock = NOW;
    for (int step = 0; step < 9; step++) {
      for (int i = 0; i < 100; i++) {
        clock += MILLI + random.nextLong(10 * MILLI);
        times.set(clock);
        assertThat(times.next(random.nextInt(3)) - clock).isBetween(-MILLI, MILLI);
      }
      clock -= 2 * SECOND + random.nextLong(10 * SECOND);
    }
  }
}
