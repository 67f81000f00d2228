package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.uplink.Lane;
import org.junit.jupiter.api.Test;

class WindowTest {

  private static int fill(Window window, Lane lane) throws InterruptedException {
    int count = 0;
    while (window.enter(lane, 0)) {
      count++;
    }
    return count;
  }

  @Test
  void backfillLeavesRoomForLiveHoweverFastItGoes() throws Exception {
    Window window = new Window(40);
    for (int i = 0; i < 1_000; i++) {
      assertThat(window.enter(Lane.BACKFILL, 0)).isTrue();
      window.confirmed(Lane.BACKFILL, 1_000, i);
    }
    assertThat(fill(window, Lane.BACKFILL)).isEqualTo(20);
    assertThat(fill(window, Lane.LIVE)).isEqualTo(20);
  }

  @Test
  void liveMayHaveAllOfIt() throws Exception {
    Window window = new Window(40);
    assertThat(fill(window, Lane.LIVE)).isEqualTo(40);
    assertThat(fill(window, Lane.BACKFILL)).isZero();
    window.confirmed(Lane.LIVE, 1_000, 1);
    assertThat(fill(window, Lane.LIVE)).isEqualTo(1);
  }

  @Test
  void aClosedOneLetsNobodyIn() throws Exception {
    Window window = new Window(40);
    window.close();
    assertThat(window.enter(Lane.LIVE, 1_000_000_000)).isFalse();
    assertThat(window.enter(Lane.BACKFILL, 1_000_000_000)).isFalse();
  }
}
