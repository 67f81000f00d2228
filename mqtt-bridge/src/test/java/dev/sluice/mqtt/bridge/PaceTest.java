package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.mqtt.bridge.Terms.Allowance;
import dev.sluice.time.WallClock;
import dev.sluice.uplink.Lane;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {

  private static final long SECOND = 1_000_000_000;

  private static final class Time implements WallClock {
    private long nanos = 77;

    @Override
    public long micros() {
      return nanos / 1000;
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public boolean trusted() {
      return true;
    }
  }

  private final Time time = new Time();

  private List<Long> sent(Pace pace, Lane lane, long bytes, long until) {
    List<Long> at = new ArrayList<>();
    while (time.nanos < until) {
      long wait = pace.take(lane, bytes);
      if (wait == 0) {
        at.add(time.nanos);
      }
      time.nanos += wait;
    }
    return at;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 5000})
  void neverMoreInAnySecondAndNearlyAsMany(int rate) {
    Pace pace = new Pace(new Allowance(100, rate, 0), time);
    List<Long> at = sent(pace, Lane.LIVE, 10, 20 * SECOND);
    for (int i = 0; i + rate < at.size(); i++) {
      assertThat(at.get(i + rate) - at.get(i)).isGreaterThanOrEqualTo(SECOND);
    }
    assertThat(at.size()).isGreaterThanOrEqualTo((int) (20 * rate * 0.89));
  }

  @Test
  void afterAPauseNoMoreEither() {
    Pace pace = new Pace(new Allowance(100, 100, 0), time);
    sent(pace, Lane.LIVE, 10, SECOND);
    time.nanos += 60 * SECOND;
    List<Long> at = sent(pace, Lane.LIVE, 10, time.nanos + SECOND);
    assertThat(at.size()).isBetween(90, 100);
  }

  @Test
  void bytesCountToo() {
    Pace pace = new Pace(new Allowance(100, 100, 512 << 10), time);
    List<Long> at = sent(pace, Lane.LIVE, 128 << 10, 10 * SECOND);
    assertThat(at.size()).isBetween(34, 40);
  }

  @Test
  void theLiveLaneFindsRoomWhileTheOtherWaits() {
    Pace pace = new Pace(new Allowance(100, 100, 0), time);
    sent(pace, Lane.BACKFILL, 10, 5 * SECOND);
    assertThat(pace.take(Lane.BACKFILL, 10)).isZero();
    assertThat(pace.take(Lane.BACKFILL, 10)).isPositive();
    assertThat(pace.take(Lane.LIVE, 10)).isZero();
    assertThat(pace.take(Lane.LIVE, 10)).isZero();
  }

  @Test
  void withoutALimitNobodyWaits() {
    Pace pace = new Pace(new Allowance(200, 0, 0), time);
    for (int i = 0; i < 10_000; i++) {
      assertThat(pace.take(Lane.BACKFILL, 1 << 20)).isZero();
    }
  }
}
