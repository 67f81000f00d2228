package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "boiler/temperature, boiler/temperature, true",
    "boiler/temperature, boiler/temperature2, false",
    "boiler/*, boiler/temperature, true",
    "boiler/*, boiler/a/b, false",
    "*/temperature, boiler/temperature, true",
    "*/temperature, hall/boiler/temperature, false",
    "**/temperature, hall/boiler/temperature, true",
    "**, hall/boiler/temperature, true",
    "hall/**, hall/boiler/temperature, true",
    "hall/**/t, hall/t, false",
    "hall/**t, hall/t, true",
    "hall/*/t*, hall/boiler/temperature, true",
    "hall/*e*/*, hall/press/x, true",
    "hall/*e*/*, hall/boil/x, false",
    "**/a*b/c, x/ab/a1b/c, true",
    "**/a*b/c, x/a/b/c, false",
    "a.b/c, axb/c, false",
  })
  void starsStopAtSlashesAndDoubleStarsDoNot(String pattern, String id, boolean matches) {
    assertThat(new Glob(pattern).matches(id)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "temperature", "*", "a//b", "/a", "a/", "a/***"})
  void aPatternThatMatchesNothingIsRefused(String pattern) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Glob(pattern));
  }

  @Property(tries = 1000)
  void itAgreesWithARegularExpression(
      @ForAll("patterns") String pattern, @ForAll("ids") String id) {
    Assume.that(Glob.fault(pattern) == null);
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      if (pattern.startsWith("**", i)) {
        regex.append(".*");
        i++;
      } else if (pattern.charAt(i) == '*') {
        regex.append("[^/]*");
      } else {
        regex.append(Pattern.quote(pattern.substring(i, i + 1)));
      }
    }

    assertThat(new Glob(pattern).matches(id)).isEqualTo(id.matches(regex.toString()));
  }

  @Test
  void aHostilePatternTakesNoTime() {
    Glob glob = new Glob("**a*b".repeat(100) + "/c");

    assertThat(glob.matches("ab".repeat(300) + "/" + "ab".repeat(200))).isFalse();
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.of("a", "b", "/", "*", "**")
        .list()
        .ofMaxSize(8)
        .map(l -> String.join("", l));
  }

  @Provide
  Arbitrary<String> ids() {
    return Arbitraries.strings().withChars("ab/").ofMaxLength(8);
  }
}
