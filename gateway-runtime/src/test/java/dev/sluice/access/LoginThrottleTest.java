package dev.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Guessing gets slow, people get in. */
class LoginThrottleTest {

  private static final String HOME = "192.0.2.7";

  private final SettableClock clock = new SettableClock();
  private final LoginThrottle throttle = new LoginThrottle(clock);

  /** Fails and waits as told so many times; the waits. */
  private List<Duration> fail(int times, String account, String address) {
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      Duration wait = throttle.admit(account, address);
      if (wait.isPositive()) {
        waits.add(wait);
        clock.pass(wait);
        assertThat(throttle.admit(account, address)).isZero();
      }
    }
    return waits;
  }

  @Test
  void aFewMistakesCostNothing() {
    assertThat(fail(5, "anna", HOME)).isEmpty();
  }

  @Test
  void waitsGrowButNeverBeyondMinutesAndTheRightPasswordGetsIn() {
    List<Duration> waits = fail(50, "anna", HOME);
    assertThat(waits.subList(0, 4))
        .containsExactly(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(8));
    assertThat(waits).isSorted().endsWith(Duration.ofMinutes(5));
    clock.pass(Duration.ofMinutes(5));
    assertThat(throttle.admit("anna", HOME)).isZero();
    throttle.succeeded("anna", HOME);
    assertThat(throttle.admit("anna", "192.0.2.8")).isZero();
  }

  @Test
  void manyAtOnceAreCountedBeforeTheyHaveFailed() {
    int admitted = 0;
    for (int i = 0; i < 200; i++) {
      admitted += throttle.admit("anna", HOME).isZero() ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(5);
  }

  @Test
  void aRefusedTryDoesNotProlongTheWait() {
    fail(5, "anna", HOME);
    assertThat(throttle.admit("anna", HOME)).isEqualTo(Duration.ofSeconds(1));
    clock.pass(Duration.ofMillis(600));
    assertThat(throttle.admit("anna", HOME)).isEqualTo(Duration.ofMillis(400));
  }

  @Test
  void anAccountIsSlowedDownThoughEachTryComesFromElsewhere() {
    for (int i = 0; i < 5; i++) {
      assertThat(throttle.admit("anna", "192.0.2." + i)).isZero();
    }
    assertThat(throttle.admit("anna", "192.0.2.99")).isPositive();
    assertThat(throttle.admit("ben", "192.0.2.99")).isZero();
  }

  @Test
  void anAddressIsSlowedDownThoughEachTryIsForAnother() {
    for (int i = 0; i < 10; i++) {
      assertThat(throttle.admit("user-" + i, HOME)).isZero();
    }
    assertThat(throttle.admit("anna", HOME)).isPositive();
    assertThat(throttle.admit("anna", "192.0.2.8")).isZero();
  }

  @Test
  void strangersDoNotKeepOutAPersonWhoWasHereBefore() {
    assertThat(throttle.admit("anna", HOME)).isZero();
    throttle.succeeded("anna", HOME);
    for (int i = 0; i < 100; i++) {
      throttle.admit("anna", "198.51.100." + i);
    }
    assertThat(throttle.admit("anna", "198.51.100.200")).isPositive();
    assertThat(throttle.admit("anna", HOME)).isZero();
  }

  @Test
  void anAccountOfOnesOwnDoesNotWashGuessesAway() {
    int guesses = 0;
    for (int i = 0; i < 100; i++) {
      if (throttle.admit("mallory", HOME).isZero()) {
        throttle.succeeded("mallory", HOME);
      }
      guesses += throttle.admit("victim-" + i, HOME).isZero() ? 1 : 0;
    }
    assertThat(guesses).isEqualTo(10);
  }

  @Test
  void logInsThatSucceedAreNeverSlowedDown() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(throttle.admit("script", HOME)).isZero();
      throttle.succeeded("script", HOME);
    }
  }

  @Test
  void aQuietQuarterOfAnHourHeals() {
    fail(20, "anna", HOME);
    clock.pass(Duration.ofMinutes(15));
    assertThat(fail(5, "anna", HOME)).isEmpty();
  }

  @Test
  void anIpv6NetworkCountsAsOne() {
    for (int i = 0; i < 10; i++) {
      throttle.admit("user-" + i, "2001:db8:0:1::" + i);
    }
    assertThat(throttle.admit("anna", "2001:db8:0:1:ffff::1")).isPositive();
    assertThat(throttle.admit("anna", "2001:db8:0:2::1")).isZero();
  }

  @Test
  void memoryIsBounded() {
    LoginThrottle small = new LoginThrottle(clock, 100);
    for (int i = 0; i < 10_000; i++) {
      String address = "10.0." + i / 250 + "." + i % 250;
      small.admit("user-" + i, address);
      small.succeeded("user-" + i, address);
      small.admit("other-" + i, address);
    }
    assertThat(small.remembered()).isLessThanOrEqualTo(300);
  }
}
