package dev.sluice.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailedLoginsTest {

  private static final long MILLIS = 1_000_000;
  private final FailedLogins logins = new FailedLogins();

  private void fail(int times, long at) {
    for (int i = 0; i < times; i++) {
      logins.failed("10.0.0.7", at);
    }
  }

  @Test
  void tenMistakesAreFree() {
    fail(9, 0);
    assertThat(logins.mustWait("10.0.0.7", 1)).isFalse();
    fail(1, 0);
    assertThat(logins.mustWait("10.0.0.7", 1)).isTrue();
    assertThat(logins.mustWait("10.0.0.8", 1)).isFalse();
  }

  @Test
  void theWaitGrowsUpToASecond() {
    fail(10, 0);
    assertThat(logins.mustWait("10.0.0.7", 49 * MILLIS)).isTrue();
    assertThat(logins.mustWait("10.0.0.7", 51 * MILLIS)).isFalse();
    fail(2, 0);
    assertThat(logins.mustWait("10.0.0.7", 199 * MILLIS)).isTrue();
    assertThat(logins.mustWait("10.0.0.7", 201 * MILLIS)).isFalse();
    fail(1000, 0);
    assertThat(logins.mustWait("10.0.0.7", 999 * MILLIS)).isTrue();
    assertThat(logins.mustWait("10.0.0.7", 1001 * MILLIS)).isFalse();
  }

  @Test
  void successAndAMinuteOfQuietAreForgiving() {
    fail(20, 0);
    logins.succeeded("10.0.0.7");
    assertThat(logins.mustWait("10.0.0.7", 1)).isFalse();
    fail(20, 0);
    assertThat(logins.mustWait("10.0.0.7", 61_000 * MILLIS)).isFalse();
    fail(1, 61_000 * MILLIS);
    assertThat(logins.mustWait("10.0.0.7", 61_001 * MILLIS)).isFalse();
  }

  @Test
  void rememberNoMoreSourcesThanItMust() {
    fail(20, 0);
    for (int i = 0; i < 5000; i++) {
      logins.failed("10.1." + i / 256 + "." + i % 256, 0);
    }
    assertThat(logins.mustWait("10.0.0.7", 1)).isFalse();
  }
}
