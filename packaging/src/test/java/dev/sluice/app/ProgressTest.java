package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.time.ManualClock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How far a long work is. */
class ProgressTest {

  private final ManualClock clock = new ManualClock(1_780_308_000_000_000L);
  private final StringWriter said = new StringWriter();
  private final Progress progress = new Progress(clock, new PrintWriter(said));

  private void read(int readings, double done) {
    for (int i = 0; i < readings; i++) {
      progress.reading(() -> done);
    }
  }

  @Test
  void readingsRateAndPartAreSaidEveryTwoSeconds() {
    read(10_240, 0.1);
    assertThat(said.toString()).isEmpty();
    clock.advance(Duration.ofSeconds(2));
    read(10_240, 0.25);
    clock.advance(Duration.ofSeconds(4));
    read(10_240, Double.NaN);
    assertThat(said.toString().lines())
        .containsExactly("11,264 readings, 5,632/s, 25 %", "21,504 readings, 2,560/s");
    assertThat(progress.took()).isEqualTo("6.0 s, 5,120/s");
  }
}
