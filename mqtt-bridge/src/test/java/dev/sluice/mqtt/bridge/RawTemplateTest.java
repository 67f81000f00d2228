package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Quality;
import dev.sluice.model.RawTopic;
import dev.sluice.model.Value;
import dev.sluice.uplink.Lane;
import dev.sluice.uplink.Parcel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawTemplateTest {

  @ParameterizedTest
  @CsvSource({
    "{topic}, a/b, a/b",
    "sites/{gateway}/{topic}, a/b, sites/plant%2B7/a/b",
    "{topic}/of/{gateway}, /a//b/, /a//b//of/plant%2B7",
    "x/{topic}, {gateway}%+, x/{gateway}%+",
  })
  void aTopicStaysAsItIs(String template, String own, String topic) {
    assertThat(RawTemplate.fault(template)).isNull();
    assertThat(RawTemplate.of(template, "plant+7").topic(own)).isEqualTo(topic);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sites",
        "{topic}{topic}",
        "{device}/{topic}",
        "{topic}/{",
        "+/{topic}",
        "/{topic}",
        "$share/g/{topic}"
      })
  void whatMakesNoTopicIsRefused(String template) {
    assertThat(RawTemplate.fault(template)).isNotNull().contains(";");
  }

  @Test
  void withoutATemplateTheTopicIsItsOwn() {
    assertThat(
            RawTemplate.of(Draft.to("mqtt://b").settings().rawTemplate(), "g").topic("/plant//7"))
        .isEqualTo("/plant//7");
  }

  @Test
  void messagesAreNeverJoinedAndGoAsTheyAre() {
    byte[] payload = {0, 1, 0};
    Value.Message raw = new Value.Message("plant/cell/7", payload, 0, true, null);
    Parcel message =
        new Parcel(
            RawTopic.signal("plant/cell/7"),
            null,
            raw,
            Quality.GOOD,
            Parcels.NEW_YEAR,
            9,
            Lane.LIVE);
    for (boolean perDevice : new boolean[] {false, true}) {
      Packing packing =
          new Packing(
              last -> "g/" + last.signal().device(),
              new Payloads("g", "b", true, PayloadTemplate.parse("{value}")),
              perDevice,
              RawTemplate.of("sites/{topic}", "g"));
      List<Message> messages =
          packing.pack(List.of(message, Parcels.of("a/x", 1), message, message));
      assertThat(messages)
          .extracting(Message::topic)
          .containsExactly("sites/plant/cell/7", "g/a", "sites/plant/cell/7", "sites/plant/cell/7");
      assertThat(messages.getFirst().payload()).isSameAs(payload);
      assertThat(messages.getFirst().retain(false)).isTrue();
      assertThat(messages.get(1).retain(false)).isFalse();
      assertThat(messages)
          .extracting(Message::positions)
          .containsExactly(List.of(0), List.of(1), List.of(2), List.of(3));
    }
  }
}
