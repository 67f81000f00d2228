package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.uplink.Delivery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReasonsTest {

  private static final Address BROKER = Address.parse("mqtt://b.example");
  private static final Login LOGIN = new Login("plant-office", "u", "s3cret", Login.FOR_EVER);

  @ParameterizedTest
  @ValueSource(ints = {0x84, 0x85, 0x86, 0x87, 0x8a, 0x8c, 0x9d})
  void whatOnlyAPersonCanChangeIsRefused(int code) {
    UnreachableException why = Reasons.connect(code, BROKER, LOGIN);
    assertThat(why.verdict()).isInstanceOf(Delivery.Refused.class);
    assertThat(why).hasMessageContaining("b.example:1883").hasMessageNotContaining("s3cret");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x80, 0x83, 0x88, 0x89, 0x97, 0x9c, 0x9f, 0xee})
  void whatPassesByItselfIsTriedAgain(int code) {
    UnreachableException why = Reasons.connect(code, BROKER, LOGIN);
    assertThat(why.verdict()).isInstanceOf(Delivery.Retry.class);
    assertThat(why).hasMessageContaining(Reasons.word(code));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x87, 0x90, 0x95, 0x99, 0x9a, 0x9b})
  void whatIsWrongWithTheMessageIsPoison(int code) {
    assertThat(Reasons.poison(code, "a/b")).contains("a/b");
    assertThat(Reasons.blamesMessage(code)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x80, 0x83, 0x89, 0x8b, 0x8e, 0x91, 0x97})
  void aFullQuotaIsNot(int code) {
    assertThat(Reasons.poison(code, "a/b")).isNull();
    assertThat(Reasons.blamesMessage(code)).isFalse();
  }

  @Test
  void aCodeHasItsNameAndItsNumber() {
    assertThat(Reasons.word(0x97)).isEqualTo("quota exceeded (0x97)");
    assertThat(Reasons.word(0xfe)).isEqualTo("0xFE");
  }
}
