package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.SignalId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DownTopicTest {

  private static final List<String> ANY = List.of("**/x");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "set/plant/press/t | press/t",
        "set/plant/line/oven/t | line/oven/t",
        "set/plant/a%2Bb/50%25 | a+b/50%",
        "set/plant/ö/ü | ö/ü",
      })
  void readsTheSignalAsItIsWrittenOnTheWayUp(String topic, String signal) {
    DownTopic down = DownTopic.parse("set/{gateway}/{device}/{signal}", "plant");
    assertThat(down.signal(topic)).isEqualTo(SignalId.parse(signal));
    String again =
        TopicTemplate.parse("set/{gateway}/{device}/{signal}").topic("plant", id(signal));
    assertThat(again).isEqualTo(topic);
  }

  private static SignalId id(String signal) {
    return SignalId.parse(signal);
  }

  @ParameterizedTest
  @CsvSource({
    "set/plant/t",
    "set/other/press/t",
    "set/plant/press/",
    "set/plant//t",
    "set/plant/press%2Fx/t",
    "set/plant/press/a%2Fb",
    "set/plant/pr%65ss/t",
    "set/plant/press/%2",
    "set/plant/press/%zz",
    "set/plant/press/%ff",
    "set/plant/press/a%2bb",
  })
  void otherWaysToWriteASignalAreNone(String topic) {
    assertThat(DownTopic.parse("set/{gateway}/{device}/{signal}", "plant").signal(topic)).isNull();
  }

  @Test
  void aTextAfterTheNamesHasToBeThere() {
    DownTopic down = DownTopic.parse("{gateway}/+/{signal}/of/{device}/set", "plant");
    assertThat(down.signal("plant/any/t/of/a/b/set")).isEqualTo(id("a/b/t"));
    assertThat(down.signal("plant/any/t/of/a/b/get")).isNull();
  }

  @Test
  void asksForNoMoreLevelsThanListedDevicesHave() {
    String topic = "set/{gateway}/{device}/{signal}";
    assertThat(DownTopic.filters(topic, List.of("press/t", "oven/*"), "a+b"))
        .containsExactly("set/a%2Bb/+/+");
    assertThat(DownTopic.filters(topic, List.of("line/oven/*", "press/t"), "g"))
        .containsExactly("set/g/+/+", "set/g/+/+/+");
    assertThat(DownTopic.filters(topic, ANY, "g")).containsExactly("set/g/#");
    assertThat(DownTopic.filters("a/{signal}/{device}", ANY, "g")).containsExactly("a/+/#");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cmd/g/# | do/# | cmd/g/a/b | do/a/b",
        "cmd/g/# | do/# | cmd/g | do",
        "cmd/+/x/+ | {gateway}/+/+ | cmd/a/x/b | g/a/b",
        "cmd/+/# | one | cmd/a/b/c | one",
        "cmd/+ | +/cmd | cmd/a | a/cmd",
      })
  void formsTheLocalTopicOfWhatTheWildcardsStandFor(
      String topic, String publish, String came, String local) {
    assertThat(DownTopic.localFault(publish, topic)).isNull();
    assertThat(DownTopic.parse(topic, "g").local(came, publish, "g")).isEqualTo(local);
  }

  @Test
  void azuresTopicsGoToOne() {
    String topic = "devices/{gateway}/messages/devicebound/#";
    String came = "devices/g/messages/devicebound/%24.to=%2Fdevices%2Fg&x=y";
    assertThat(DownTopic.fault(topic, true)).isNull();
    assertThat(DownTopic.parse(topic, "g").local(came, "cloud/command", "g"))
        .isEqualTo("cloud/command");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a//b | empty level",
        "/a | empty level",
        "a/#/b | # before its end",
        "a/b+ | beside other text",
        "a/{gateways} | braces",
        "$share/g/a | shared",
        "a/{device}/x | one {device} and one {signal}",
        "a/{signal} | one {device} and one {signal}",
        "a/{device}/{device}/{signal} | one {device} and one {signal}",
        "a/x{device}/{signal} | level of its own",
        "a/{device}/{signal}/# | {device} and #",
      })
  void saysWhatIsWrongWithATopic(String topic, String fault) {
    assertThat(DownTopic.fault(topic, true)).contains(fault).contains(";");
    assertThatThrownBy(() -> new DownSettings(topic, List.of("a/b"), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a/# | b/+ | same order",
        "a/+/# | b/# | same order",
        "a/b | b/# | same order",
        "a/# | $SYS/# | begins with $",
        "a/# | b/{signal} | for write",
        "a/{device} | b | for write",
      })
  void saysWhatIsWrongWithALocalTopic(String topic, String publish, String fault) {
    assertThatThrownBy(() -> new DownSettings(topic, List.of(), publish))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(fault);
  }

  @Test
  void anEntryIsForOneThing() {
    assertThatThrownBy(() -> new DownSettings("a", List.of(), null))
        .hasMessageContaining("what is to be done");
    assertThatThrownBy(() -> new DownSettings("a", List.of("a/b"), "c"))
        .hasMessageContaining("one of the two");
    assertThatThrownBy(() -> new DownSettings("a", List.of("a/b", "x"), null))
        .hasMessageContaining("write[1]");
  }
}
