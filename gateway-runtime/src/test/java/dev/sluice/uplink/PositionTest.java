package dev.sluice.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.uplink.Position.Gap;
import dev.sluice.uplink.Position.Settled;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {

  /** Seqs and gaps against a plain set of what is open, where every seq is a reading. */
  @Property(tries = 300)
  void saysTheSameAsAPlainSet(@ForAll long seed, @ForAll @IntRange(min = 1, max = 80) int steps) {
    Random random = new Random(seed);
    Position position = new Position(1);
    TreeSet<Long> open = new TreeSet<>();
    long journalled = 0;
    long settled = 0;
    for (int step = 0; step < steps; step++) {
      if (random.nextInt(3) == 0 || open.isEmpty()) {
        long from = position.end() + random.nextInt(3);
        long below = from + 1L + random.nextInt(20);
        position.open(from, below, below - from, step);
        for (long seq = from; seq < below; seq++) {
          open.add(seq);
        }
        journalled += below - from;
      } else {
        Gap gap = position.gaps().get(random.nextInt(position.gaps().size()));
        long from = random.nextBoolean() ? gap.from() : gap.from() + random.nextLong(gap.seqs());
        long below = from + 1 + random.nextLong(gap.below() - from);
        if (from > gap.from()) {
          position.split(from, gap.below() - from);
        }
        Settled result = position.settle(from, below, below - from, step);
        assertThat(result).isEqualTo(new Settled(below - from, 0));
        settled += below - from;
        open.subSet(from, below).clear();
      }
      assertThat(position.readings()).isEqualTo(open.size()).isEqualTo(journalled - settled);
      TreeSet<Long> inGaps = new TreeSet<>();
      for (Gap gap : position.gaps()) {
        assertThat(gap.readings()).isEqualTo(gap.seqs());
        for (long seq = gap.from(); seq < gap.below(); seq++) {
          inGaps.add(seq);
        }
      }
      assertThat(inGaps).isEqualTo(open);
      assertThat(position.firstOpen()).isEqualTo(open.isEmpty() ? position.end() : open.first());
      Position copy = Position.parse(position.toString());
      assertThat(copy.gaps()).isEqualTo(position.gaps());
      assertThat(copy.end()).isEqualTo(position.end());
    }
  }

  /**
   * However runs are cut, and however often readings are given: all that was opened is counted or
   * lost in the end, each once.
   */
  @Property(tries = 300)
  void countsEachReadingOnce(@ForAll long seed) {
    Random random = new Random(seed);
    Position position = new Position(1);
    long opened = 0;
    for (int i = 0; i < 10; i++) {
      long from = position.end() + random.nextInt(5);
      long seqs = 1L + random.nextInt(50);
      long readings = random.nextLong(seqs + 1);
      position.open(from, from + seqs, readings, 0);
      opened += readings;
    }
    long accounted = 0;
    while (position.first().isPresent()) {
      Gap gap = position.gaps().get(random.nextInt(position.gaps().size()));
      long from = gap.from() + (random.nextBoolean() ? 0 : random.nextLong(gap.seqs()));
      long below = from + 1 + random.nextLong(gap.below() - from);
      if (random.nextInt(4) == 0) {
        accounted += position.credit(from, random.nextInt(10));
      }
      Settled settled = position.settle(from, below, random.nextInt(60), 0);
      accounted += settled.counted() + settled.lost();
      assertThat(accounted + position.readings()).isEqualTo(opened);
      assertThat(position.gaps())
          .allSatisfy(left -> assertThat(left.readings()).isBetween(0L, left.seqs()));
    }
    assertThat(accounted).isEqualTo(opened);
  }

  @Test
  void neighboursBecomeOneGapWithTheOlderTime() {
    Position position = new Position(1);
    position.open(1, 5, 4, 100);
    position.open(9, 12, 3, 300);
    position.open(5, 9, 2, 200);
    assertThat(position.gaps()).containsExactly(new Gap(1, 12, 9, 100));
  }

  @Test
  void entriesWithoutReadingsAreSettledAtOnce() {
    Position position = new Position(1);
    position.open(1, 7, 0, 0);
    assertThat(position.firstOpen()).isEqualTo(7);
  }

  @Test
  void whatAGapHasAndNobodyFindsIsLostWhenItCloses() {
    Position position = new Position(1);
    position.open(1, 101, 100, 0);
    assertThat(position.credit(1, 70)).isEqualTo(70);
    assertThat(position.settle(1, 96, 0, 0)).isEqualTo(new Settled(0, 25));
    assertThat(position.settle(96, 101, 5, 0)).isEqualTo(new Settled(5, 0));
  }

  @Test
  void gapsStayFewHoweverOftenTheFarSideGoesAway() {
    Position position = new Position(1);
    int gaps = 3 * Position.MOST_GAPS;
    for (long i = 0; i < gaps; i++) {
      position.open(10 * i + 1, 10 * i + 3, 2, i);
    }
    assertThat(position.gaps()).hasSize(Position.MOST_GAPS);
    assertThat(position.readings()).isEqualTo(2L * gaps);
    assertThat(position.toString().length()).isLessThan(100_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "10 3", "10 3+0:1@0", "10 3+9:1@0", "10 5+2:1@0 3+1:1@0"})
  void whatIsNoPositionIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Position.parse(text));
  }

  @Test
  void whatIsOpenCannotBeOpenedAgain() {
    Position position = new Position(1);
    position.open(5, 9, 4, 0);
    for (long[] range : List.of(new long[] {5, 6}, new long[] {3, 6}, new long[] {8, 12})) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> position.open(range[0], range[1], 1, 0));
    }
  }
}
