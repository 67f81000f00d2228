package dev.sluice.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The secrets that are handed out. */
class SecretsTest {

  private final Secrets secrets = new Secrets(new Random(1));

  @Test
  void eachHasItsForm() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(secrets.token()).matches("sluice_[A-Za-z0-9_-]{43}");
      assertThat(secrets.devicePassword()).matches("[2-9a-hjkmnp-z]{4}(-[2-9a-hjkmnp-z]{4}){5}");
      assertThat(secrets.setupCode()).matches("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}");
      assertThat(secrets.id()).matches("[2-9a-hjkmnp-z]{8}");
    }
  }

  @Test
  void noneComesTwice() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      assertThat(seen.add(secrets.token())).isTrue();
      assertThat(seen.add(secrets.devicePassword())).isTrue();
      assertThat(seen.add(secrets.setupCode())).isTrue();
    }
  }

  @Test
  void twoInstallationsHaveDifferentCodes() {
    assertThat(new Secrets(new Random(2)).setupCode())
        .isNotEqualTo(new Secrets(new Random(3)).setupCode());
  }

  @Test
  void tokensAreToldFromOtherTexts() {
    assertThat(Secrets.looksLikeToken(secrets.token())).isTrue();
    assertThat(Secrets.looksLikeToken("sluice_x")).isFalse();
    assertThat(Secrets.looksLikeToken("x".repeat(50))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"X01M-9PQT", "x01m-9pqt", " xO1M 9PQT ", "XOIM9PQT", "xolm9pqt"})
  void aCodeMayBeTypedCarelessly(String typed) {
    assertThat(Secrets.sameCode("X01M-9PQT", typed)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "X01M", "X01M-9PQS", "X01M-9PQTX"})
  void anotherCodeIsNotTheSame(String typed) {
    assertThat(Secrets.sameCode("X01M-9PQT", typed)).isFalse();
  }

  @Test
  void theHashIsSha256() {
    assertThat(HexFormat.of().formatHex(Secrets.hash("abc")))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(Secrets.hash("abc".getBytes(UTF_8))).isEqualTo(Secrets.hash("abc"));
  }

  @Test
  void sameMeansSame() {
    assertThat(Secrets.same("abc", "abc")).isTrue();
    assertThat(Secrets.same("abc", "abd")).isFalse();
    assertThat(Secrets.same("abc", "ab")).isFalse();
  }
}
