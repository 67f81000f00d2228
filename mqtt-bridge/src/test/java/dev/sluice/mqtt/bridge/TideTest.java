package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TideTest {

  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private long now;

  /** A way that is so long, and takes so long for each message; all room is always used. */
  private void go(Tide tide, int messages, long length, long each) {
    for (int i = 0; i < messages; i++) {
      now += each;
      tide.confirmed(length + tide.room() * each, now);
    }
  }

  @Test
  void onAFastWayItRisesToTheMost() {
    Tide tide = new Tide(100);
    assertThat(tide.room()).isEqualTo(10);
    go(tide, 1_000, MILLI, 5_000);
    assertThat(tide.room()).isEqualTo(100);
  }

  @Test
  void onALongButFastWayToo() {
    Tide tide = new Tide(1_000);
    go(tide, 20_000, 200 * MILLI, 1_000);
    assertThat(tide.room()).isEqualTo(1_000);
  }

  @Test
  void onASlowWayItKeepsWhatWaitsShort() {
    Tide tide = new Tide(1_000);
    long each = MILLI / 10;
    go(tide, 50_000, MILLI, each);
    assertThat(tide.room() * each).isBetween(MILLI, 5 * MILLI);
  }

  @Test
  void aWayWhoseLengthVariesIsStillFilled() {
    Tide tide = new Tide(500);
    for (int i = 0; i < 5_000; i++) {
      now += MILLI / 10;
      tide.confirmed((40 + i * 7L % 15) * MILLI + tide.room() * 10_000L, now);
    }
    assertThat(tide.room()).isEqualTo(500);
  }

  @Test
  void itFillsALongWayWithinAFewTripsThere() {
    Tide tide = new Tide(500);
    go(tide, 10 + 20 + 40 + 80 + 160 + 320, 100 * MILLI, 1_000);
    assertThat(tide.room()).isEqualTo(500);
  }

  @Test
  void itGoesDownWhenTheWayGetsSlowerAndUpAgain() {
    Tide tide = new Tide(100);
    go(tide, 1_000, MILLI, 5_000);
    go(tide, 1_000, MILLI, MILLI);
    assertThat(tide.room()).isEqualTo(10);
    go(tide, 2_000, MILLI, 5_000);
    assertThat(tide.room()).isEqualTo(100);
  }

  @Test
  void aWayThatHasBecomeLongerIsLearnt() {
    Tide tide = new Tide(100);
    go(tide, 1_000, MILLI, 5_000);
    go(tide, 500, 50 * MILLI, 5_000);
    assertThat(tide.room()).isLessThan(50);
    now += TimeUnit.MINUTES.toNanos(2);
    go(tide, 2_000, 50 * MILLI, 5_000);
    assertThat(tide.room()).isEqualTo(100);
  }

  @Test
  void oneAtATimeStaysOne() {
    Tide tide = new Tide(1);
    go(tide, 100, MILLI, MILLI);
    assertThat(tide.room()).isEqualTo(1);
  }
}
