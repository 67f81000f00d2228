package dev.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which passwords are taken. */
class PasswordRuleTest {

  private final PasswordRule rule = new PasswordRule();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "correct horse battery staple",
        "vier gr\u00fcne Heringe",
        "nT8#kq0-Zw!x",
        "tvkqjzhwmxpb",
        "728190463358",
        "\u6e05\u6668\u7684\u5c71\u8c37\u91cc\u6709\u4e00\u53ea\u767d\u9e64\u98de",
      })
  void longOnesThatNobodyTriesAreGood(String password) {
    assertThat(rule.problem("anna", password)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "short",
        "elevenchars",
        "\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00"
      })
  void shortOnesAreNot(String password) {
    assertThat(rule.problem("anna", password)).get().asString().contains("at least 12");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password1234",
        "Password123!",
        "P@ssw0rd2024",
        "passwordpassword",
        "qwertyuiop12",
        "qwertyuiopasdf",
        "Summer2024!!",
        "summer2024summer2024",
        "sluicegateway",
        "admin-admin-admin",
        "123456789012",
        "111111111111",
        "abcdefghijkl",
        "121212121212",
        "raspberrypi1",
        "iloveyou1234",
      })
  void thoseThatEverybodyTriesAreNot(String password) {
    assertThat(rule.problem("anna", password)).get().asString().contains("first that are tried");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Anna.Schmidt", "anna.schmidt2024", "anna.schmidtanna.schmidt", "!anna.schmidt!"})
  void theUserNameIsNot(String password) {
    assertThat(rule.problem("anna.schmidt", password)).get().asString().contains("user name");
  }

  @Test
  void thereIsAnUpperBound() {
    String good = "correct horse battery ";
    assertThat(rule.problem("anna", good.repeat(11) + "staple")).isEmpty();
    assertThat(rule.problem("anna", good.repeat(12))).get().asString().contains("at most 256");
  }
}
