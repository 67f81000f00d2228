package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SystemClockTest {

  @Test
  void aTimeBeforeTheProgramWasMadeIsNotTrusted() {
    assertThat(new SystemClock(Long.MAX_VALUE).trusted()).isFalse();
    assertThat(new SystemClock(0).trusted()).isTrue();
  }

  @Test
  void theMonotonicTimeDoesNotGoBack() {
    SystemClock clock = new SystemClock(0);
    long before = clock.nanos();
    assertThat(clock.nanos() - before).isNotNegative();
  }

  @Test
  void theBuildSaysItsVersionAndTime() {
    assertThat(Build.read().version()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(Build.read().time()).isGreaterThan(1_700_000_000_000_000L);
  }
}
