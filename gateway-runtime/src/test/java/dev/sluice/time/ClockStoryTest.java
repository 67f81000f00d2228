package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Quality;
import dev.sluice.model.Reading;
import dev.sluice.model.Value;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ClockStoryTest {

  private static final long NOW = 1_795_478_400_000_000L;
  private static final long SECOND = 1_000_000L;
  private static final long HOUR = 3_600 * SECOND;

  /** A time that was given, and when that really was. */
  private record Given(long wall, long real) {}

  @Test
  void aTimeOf1970IsMovedByAsMuchAsTheClockWasSet() {
    ClockStory story = new ClockStory();
    story.doubt(30 * SECOND);
    story.step(NOW, NOW - 90 * SECOND);
    Restamp restamp = new Restamp(5, 10, story.end(NOW, 0));
    assertThat(restamp.corrected(40 * SECOND)).isEqualTo(NOW - 50 * SECOND);
    assertThat(restamp.covers(29 * SECOND)).isFalse();
    assertThat(restamp.covers(100 * SECOND)).isFalse();
    assertThat(story.spans()).isEmpty();
  }

  @Test
  void onlyReadingsInDoubtOfTheRightSeqsAreMeant() {
    ClockStory story = new ClockStory();
    story.doubt(30 * SECOND);
    story.step(NOW, NOW - 90 * SECOND);
    Restamp restamp = new Restamp(5, 10, story.end(NOW, 0));
    Reading meant = reading(Quality.UNCERTAIN_CLOCK, 40 * SECOND, 7);
    assertThat(restamp.apply(meant))
        .isEqualTo(
            new Reading(
                1, new Value.Num(1), Quality.GOOD, NOW - 50 * SECOND, NOW - 50 * SECOND, 7));
    for (Reading other :
        List.of(
            reading(Quality.GOOD, 40 * SECOND, 7),
            reading(Quality.BAD_DEVICE, 40 * SECOND, 7),
            reading(Quality.UNCERTAIN_CLOCK, 40 * SECOND, 4),
            reading(Quality.UNCERTAIN_CLOCK, 40 * SECOND, 10),
            reading(Quality.UNCERTAIN_CLOCK, 20 * SECOND, 7))) {
      assertThat(restamp.apply(other)).isSameAs(other);
    }
  }

  private static Reading reading(Quality quality, long time, long seq) {
    return new Reading(1, new Value.Num(1), quality, time, time, seq);
  }

  @Test
  void whatIsTooLittleForAStepCountsAllTheSameInWholeMilliseconds() {
    ClockStory story = new ClockStory();
    story.doubt(NOW);
    Restamp restamp = new Restamp(0, 1, story.end(NOW + SECOND, 400_700));
    assertThat(restamp.corrected(NOW + 3_000)).isEqualTo(NOW + 403_000);
  }

  @Test
  void aStoryWithoutEndForgetsItsBeginning() {
    ClockStory story = new ClockStory();
    story.doubt(NOW);
    for (int i = 1; i <= 1_000; i++) {
      story.step(NOW + i * HOUR, HOUR - SECOND);
    }
    assertThat(story.end(NOW + 1_001 * HOUR, 0)).hasSize(64);
  }

  /** Whatever the clock does before it is trusted, also over restarts of the program. */
  @Property(tries = 500)
  void everyTimeThatTheClockWentThroughOnceIsPutRight(
      @ForAll @Size(max = 40) List<@IntRange(max = 99) Integer> acts, @ForAll int seed) {
    ClockStory story = new ClockStory();
    java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
    long real = NOW;
    long offset = -NOW + 30 * SECOND;
    story.doubt(real + offset);
    List<Given> all = new ArrayList<>();
    for (int act : acts) {
      real += random.nextLong(100 * SECOND);
      if (act < 60) {
        all.add(new Given(Math.floorDiv(real + offset, 1_000) * 1_000, real));
      } else if (act < 80) {
        long by = random.nextLong(-HOUR, 100 * HOUR);
        offset += by;
        story.step(real + offset, by);
      } else {
        ClockStory again = new ClockStory();
        again.restore(story.spans());
        story = again;
        story.doubt(real + offset);
      }
    }
    story.step(real, -offset);
    Restamp restamp = new Restamp(0, 1, story.end(real, 0));
    for (Given given : all) {
      assertThat(restamp.covers(given.wall())).isTrue();
      boolean once = restamp.spans().stream().filter(span -> span.has(given.wall())).count() == 1;
      if (once) {
        assertThat(restamp.corrected(given.wall())).isBetween(given.real() - 2_000, given.real());
      }
    }
  }
}
