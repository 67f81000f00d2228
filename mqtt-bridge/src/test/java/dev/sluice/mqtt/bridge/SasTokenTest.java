package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SasTokenTest {

  /**
   * The signature comes from openssl, without any of this code:
   *
   * <pre>
   * printf 'plant.azure-devices.net%%2Fdevices%%2Fplant-7\n1767229200' |
   *   openssl dgst -sha256 -mac HMAC -binary -macopt hexkey:$(
   *     printf 0123456789abcdef0123456789abcdef | xxd -p -c 64) | base64
   * t/gMiI6SaIWEoDXNOMDf9yRc+0WGMVHBMVo1DI/N19w=
   * </pre>
   */
  @Test
  void isWhatOthersMakeOfTheSameKey() {
    assertThat(
            SasToken.of(
                "plant.azure-devices.net/devices/plant-7",
                "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
                1_767_229_200))
        .isEqualTo(
            "SharedAccessSignature sr=plant.azure-devices.net%2Fdevices%2Fplant-7"
                + "&sig=t%2FgMiI6SaIWEoDXNOMDf9yRc%2B0WGMVHBMVo1DI%2FN19w%3D&se=1767229200");
  }

  @Test
  void encodesAllThatMeansSomethingInAUrlOrATopic() {
    assertThat(SasToken.encode("a b/c+d#e%f*g~h-i_j.k&l=m\u00fc"))
        .isEqualTo("a%20b%2Fc%2Bd%23e%25f%2Ag~h-i_j.k%26l%3Dm%C3%BC");
  }

  @Test
  void aKeyThatIsNoneIsNotShown() {
    assertThat(SasToken.isKey("no-base64!")).isFalse();
    assertThat(SasToken.isKey("")).isFalse();
    assertThatThrownBy(() -> SasToken.of("hub/devices/d", "no-base64!", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no base64")
        .hasNoCause();
  }
}
