package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawTopicTest {

  @ParameterizedTest
  @CsvSource({
    "plant/cell/7, $raw/plant/cell/7",
    "x, $raw/x",
    "/x, $raw/_/x",
    "a//b, $raw/a/_/b",
    "a/, $raw/a/_",
    "a/../b, $raw/a/__/b",
    "$raw/a, $raw/_raw/a",
  })
  void aTopicIsASignalInASpaceOfItsOwn(String topic, String id) {
    assertThat(RawTopic.signal(topic)).isEqualTo(SignalId.parse(id));
    assertThat(RawTopic.has(RawTopic.signal(topic).device())).isTrue();
  }

  @Test
  void nothingThatIsDecodedGetsThere() {
    assertThat(IdText.level(RawTopic.SPACE)).isEqualTo("_raw");
    assertThat(RawTopic.has("$rawhide")).isFalse();
    assertThat(RawTopic.has("plant/$raw")).isFalse();
  }

  @Test
  void topicsLongerThanAnIdStayApart() {
    String endless = "a/".repeat(30_000);
    SignalId one = RawTopic.signal(endless + "1");
    assertThat(one).isEqualTo(RawTopic.signal(endless + "1"));
    assertThat(one).isNotEqualTo(RawTopic.signal(endless + "2"));
    assertThat(RawTopic.has(one.device())).isTrue();
    assertThat(RawTopic.signal("n".repeat(600)).device()).isEqualTo("$raw/$raw");
  }
}
