package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdTextTest {

  @ParameterizedTest
  @CsvSource({
    "press, press",
    "'', _",
    "., _",
    ".., __",
    "..., ...",
    "a.b, a.b",
    "a/b, a_b",
    "'a\u0000b\u001bc\u007fd\u009f', a_b_c_d_",
    "'a\u2028b\u202ec\u2066', a_b_c_",
    "'a\ud83d\ude00', 'a\ud83d\ude00'",
    "'\ud83d', _",
    "'\ude00\ud83d', __",
  })
  void makesALevelSafe(String text, String level) {
    assertThat(IdText.level(text)).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({"a, a", "'', _", "., \\.", "a.b\\c/d, a\\.b\\\\c_d"})
  void escapesTheDotsOfAKey(String text, String key) {
    assertThat(IdText.key(text)).isEqualTo(key);
  }
}
