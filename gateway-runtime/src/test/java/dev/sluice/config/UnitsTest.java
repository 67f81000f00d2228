package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations and sizes as people write them. */
class UnitsTest {

  @ParameterizedTest
  @CsvSource({"0ms, PT0S", "50ms, PT0.05S", "1s, PT1S", "10m, PT10M", "2h, PT2H", "365d, PT8760H"})
  void aDurationIsANumberAndAUnit(String text, Duration duration) {
    assertThat(Spans.parse(text)).isEqualTo(duration);
    assertThat(text).matches(Spans.PATTERN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1", "s", "-1s", "1.5s", "1 s", "1S", "36501d", "٣s", "999999999999999d"})
  void anythingElseIsNoDuration(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Spans.parse(text));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "7B, 7", "512KiB, 524288", "2GB, 2000000000", "1TiB, 1099511627776"})
  void aSizeIsANumberAndAUnit(String text, long bytes) {
    assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
    assertThat(text).matches(ByteSize.PATTERN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MiB", "-1B", "1.5MiB", "1 MiB", "1mib", "1K", "999999999999999TiB"})
  void anythingElseIsNoSize(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse(text));
  }

  @Test
  void aSizeIsNeverNegative() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ByteSize(-1));
  }

  @Property
  void whatIsWrittenIsReadBack(@ForAll @LongRange(max = 3_153_600_000_000L) long number) {
    Duration duration = Duration.ofMillis(number);
    assertThat(Spans.parse(Spans.write(duration))).isEqualTo(duration);
    ByteSize size = new ByteSize(number);
    assertThat(ByteSize.parse(size.toString())).isEqualTo(size);
  }
}
