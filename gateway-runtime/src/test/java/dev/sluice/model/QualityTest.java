package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QualityTest {

  @ParameterizedTest
  @EnumSource
  void doubtInTheTimeIsAddedAndTakenAwayAndLeavesTheRest(Quality quality) {
    assertThat(Quality.ofCode(quality.code())).isEqualTo(quality);
    assertThat(Quality.doubted(quality.code())).isEqualTo(quality.doubted());
    assertThat(quality.withDoubt().doubted()).isTrue();
    assertThat(quality.withoutDoubt().doubted()).isFalse();
    assertThat(quality.withDoubt().withoutDoubt()).isEqualTo(quality.withoutDoubt());
    if (quality != Quality.GOOD && quality != Quality.UNCERTAIN_CLOCK) {
      assertThat(quality.withDoubt().level()).isEqualTo(quality.level());
      assertThat(quality.withDoubt().reason()).isEqualTo(quality.reason());
    }
  }
}
