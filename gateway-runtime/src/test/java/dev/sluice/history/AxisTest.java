package dev.sluice.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class AxisTest {

  private static final long SECOND = 1_000_000;
  private static final long DAY = 86_400 * SECOND;
  private static final List<Long> SECONDS =
      List.of(
          1L, 2L, 5L, 10L, 15L, 30L, 60L, 120L, 300L, 600L, 900L, 1800L, 3600L, 7200L, 21600L,
          43200L, 86400L);

  @Property(tries = 500)
  void coversTheRangeWithAtMostSoManyAlignedBuckets(
      @ForAll @LongRange(min = 0, max = 4_000_000_000_000_000L) long from,
      @ForAll @LongRange(min = 1, max = 40_000_000_000_000L) long length,
      @ForAll @IntRange(min = 1, max = 100_000) int points) {
    Axis axis = Axis.covering(from, from + length, points);

    assertThat(axis.buckets()).isBetween(1, points);
    assertThat(axis.start(0) % axis.width()).isZero();
    assertThat(axis.start(0)).isBetween(from - axis.width() + 1, from);
    assertThat(axis.start(axis.buckets()))
        .isBetween(from + length, from + length + axis.width() - 1);
    assertThat(axis.bucket(from)).isZero();
    assertThat(axis.bucket(from + length - 1)).isEqualTo(axis.buckets() - 1);
  }

  @Property(tries = 300)
  void noNarrowerWidthWouldDo(
      @ForAll @LongRange(min = 0, max = 4_000_000_000L) long fromSecond,
      @ForAll @LongRange(min = 1000, max = 40_000_000L) long seconds,
      @ForAll @IntRange(min = 2, max = 1000) int points) {
    long from = fromSecond * SECOND;
    long to = from + seconds * SECOND;
    Axis axis = Axis.covering(from, to, points);

    for (long candidate : SECONDS) {
      long width = candidate * SECOND;
      if (width < axis.width()) {
        long buckets = Math.ceilDiv(to, width) - Math.floorDiv(from, width);
        assertThat(buckets).isGreaterThan(points);
      }
    }
    if (axis.width() <= DAY) {
      assertThat(SECONDS).contains(axis.width() / SECOND);
    }
  }

  @Example
  void picksWidthsAsPeopleWouldRead() {
    assertThat(Axis.covering(0, 900 * SECOND, 1000).width()).isEqualTo(SECOND);
    assertThat(Axis.covering(0, 3600 * SECOND, 1000).width()).isEqualTo(5 * SECOND);
    assertThat(Axis.covering(0, DAY, 1000).width()).isEqualTo(120 * SECOND);
    assertThat(Axis.covering(0, 365 * DAY, 1000).width()).isEqualTo(DAY / 2);
    assertThat(Axis.covering(0, 3650 * DAY, 1000).width()).isEqualTo(5 * DAY);
    assertThat(Axis.covering(0, SECOND / 10, 1000).width()).isEqualTo(1000);
    assertThat(Axis.covering(0, SECOND, 300).width()).isEqualTo(5000);
  }

  @Example
  void holdsAtTheEndsOfTime() {
    Axis axis = Axis.covering(Long.MIN_VALUE + 1, Long.MAX_VALUE, 10);

    assertThat(axis.buckets()).isBetween(1, 10);
    assertThat(axis.bucket(Long.MAX_VALUE - 1)).isEqualTo(axis.buckets() - 1);
    assertThat(axis.bucket(Long.MIN_VALUE + 1)).isZero();
  }
}
