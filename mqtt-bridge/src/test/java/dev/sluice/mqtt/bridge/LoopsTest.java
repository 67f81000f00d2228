package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoopsTest {

  private static DownSettings pass(String topic) {
    return new DownSettings(topic, List.of(), "local");
  }

  private static DownSettings set(String topic) {
    return new DownSettings(topic, List.of("a/b"), null);
  }

  /** With MQTT 5 the broker leaves out our own; with 3.1.1 any common topic is a circle. */
  @ParameterizedTest
  @CsvSource({
    "sites/{gateway}/cmd/#, true, false",
    "sites/{gateway}/set/x/y, true, false",
    "sites/{gateway}/#, false, false",
    "sites/+/+/+, false, false",
    "#, false, false",
    "sites/other/#, true, true",
    "cmd/{gateway}/#, true, true",
    "$aws/#, true, true",
  })
  void whatIsSentUpMustNotComeDown(String topic, boolean withFive, boolean withThree) {
    Draft draft = Draft.to("mqtt://b").topic("sites/{gateway}/{device}/{signal}");
    assertThat(refused(draft, pass(topic))).isEqualTo(!withFive);
    assertThat(refused(draft.version("3.1.1"), pass(topic))).isEqualTo(!withThree);
  }

  @Test
  void aSettingThatIsAlsoTheTopicOfReadingsIsRefused() {
    Draft draft = Draft.to("mqtt://b").topic("s/{device}/{signal}");
    assertThat(refused(draft, set("s/{device}/{signal}"))).isTrue();
    assertThat(refused(draft, set("w/{device}/{signal}"))).isFalse();
  }

  private static boolean refused(Draft draft, DownSettings down) {
    try {
      draft.down(down);
      return false;
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("down[0].topic").hasMessageContaining("come back");
      return true;
    }
  }

  /** Only with 3.1.1 each message that is passed on as it is would come back. */
  @ParameterizedTest
  @CsvSource({
    "{topic}, plant/#, plant/cell/#, true",
    "{topic}, plant/+/x, plant/cell/+, true",
    "{topic}, plant/#, cmd/#, false",
    "sites/{gateway}/{topic}, plant/#, plant/#, false",
    "sites/{gateway}/{topic}, plant/#, sites/plant-7/plant/cmd, true",
    "sites/{gateway}/{topic}, plant/#, sites/other/plant/cmd, false",
    "sites/{gateway}/{topic}, plant/#, sites/{gateway}/#, true",
    "{topic}/up, plant/#, plant/cell/7/up, true",
    "{topic}/up, plant/#, plant/cell/7/down, false",
    "x-{topic}, #, x-plant/#, true",
    "{topic}, #, $aws/#, false",
  })
  void rawMessagesMustNotComeBack(String template, String raw, String down, boolean meet) {
    String keys =
        "url: mqtt://b\ntopic: up/{device}/{signal}\nrawTopic: '%s'\nraw: ['%s']\ndown: [{topic: '%s', publish: local}]\nversion: "
            .formatted(template, raw, down);
    assertThatCode(() -> Written.settings(keys + "'5'")).doesNotThrowAnyException();
    if (meet) {
      assertThatThrownBy(() -> Written.settings(keys + "3.1.1"))
          .hasMessageContaining("uplinks.cloud.down[0].topic is also a topic to which raw messages")
          .hasMessageContaining("; begin one of the two with another word");
    } else {
      assertThatCode(() -> Written.settings(keys + "3.1.1")).doesNotThrowAnyException();
    }
  }

  @Test
  void twoEntriesHaveNoTopicInCommon() {
    Draft draft = Draft.to("mqtt://b").topic("up/{device}/{signal}");
    assertThatThrownBy(() -> draft.down(pass("a/+"), pass("a/#")))
        .hasMessageContaining("down[1].topic has topics in common with down[0]");
    assertThatThrownBy(() -> draft.down(set("a/{device}/{signal}"), pass("a/+/x")))
        .hasMessageContaining("in common");
    assertThatThrownBy(() -> draft.down(pass("a/+"), pass("a/+/#")))
        .hasMessageContaining("in common");
    assertThatCode(() -> draft.down(pass("a/+"), pass("c/+/#"), pass("b")))
        .doesNotThrowAnyException();
  }

  /** Whatever the file says of {gateway}: what it is called decides in the end. */
  @Test
  void aGatewayThatIsCalledLikeATopicLeavesTheEntryOut() {
    MqttSettings settings =
        Draft.to("mqtt://b").topic("{gateway}/{device}/{signal}").down(pass("cmd/#"), pass("x/y"));
    DownRoutes routes = new DownRoutes(settings, "cmd");
    assertThat(routes.filters()).containsExactly("x/y");
    assertThat(routes.fault()).contains("cmd/#").contains("change one");
    assertThat(new DownRoutes(settings, "plant").fault()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a/b, a/b, true",
    "a/b, a/c, false",
    "a/+, a/b, true",
    "a/+, a, false",
    "a/#, a, true",
    "a/#, b/#, false",
    "+/x, y/+, true",
    "#, $SYS/x, false",
    "+/x, $SYS/x, false",
    "a/+/c, a/b, false",
  })
  void filtersMeetWhereATopicFallsUnderBoth(String one, String other, boolean meet) {
    assertThat(TopicShape.ofFilter(one).meets(TopicShape.ofFilter(other))).isEqualTo(meet);
    assertThat(TopicShape.ofFilter(other).meets(TopicShape.ofFilter(one))).isEqualTo(meet);
  }
}
