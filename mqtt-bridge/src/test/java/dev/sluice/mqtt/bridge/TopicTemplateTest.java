package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.SignalId;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.eclipse.paho.mqttv5.common.util.MqttTopicValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicTemplateTest {

  private static String topic(String template, String gateway, String device, String name) {
    return TopicTemplate.parse(template).topic(gateway, new SignalId(device, name));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{gateway}/{device}/{signal} | plant-7/press-1/pressure",
        "sites/{gateway}/{signal} | sites/plant-7/pressure",
        "{signal}-of-{device} | pressure-of-press-1",
        "$aws/rules/x/{device}/{signal} | $aws/rules/x/press-1/pressure",
        "fixed | fixed",
      })
  void putsNamesInTheirPlaces(String template, String topic) {
    assertThat(topic(template, "plant-7", "press-1", "pressure")).isEqualTo(topic);
  }

  @Test
  void slashesOfADeviceAreLevelsAndOthersAreNot() {
    assertThat(topic("{gateway}/{device}/{signal}", "a/b", "plant/line-1", "t"))
        .isEqualTo("a%2Fb/plant/line-1/t");
  }

  @Test
  void whatNoTopicMayHaveIsWrittenAsInUrls() {
    assertThat(topic("{device}/{signal}", "g", "50%+#", "a\u0000b\tc\ufffe"))
        .isEqualTo("50%25%2B%23/a%00b%09c%EF%BF%BE");
    assertThat(topic("{device}/{signal}", "g", "Öfen \uD83D\uDD25", "\uD83D"))
        .isEqualTo("Öfen \uD83D\uDD25/%3F");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | is empty",
        "a/+/{signal} | wildcard",
        "a/# | wildcard",
        "/a/{signal} | empty level",
        "a//{signal} | empty level",
        "a/ | empty level",
        "{gateway}/{tag} | unknown name {tag}",
        "{}/x | unknown name {}",
        "{gateway/x | brace",
        "gateway}/x | brace",
        "{{gateway}}/x | unknown name",
        "$share/group/{signal} | subscribers",
      })
  void refusesWhatCannotBeFormed(String template, String reason) {
    assertThat(TopicTemplate.fault(template)).contains(reason).contains(";");
    assertThatThrownBy(() -> TopicTemplate.parse(template)).hasMessageContaining(reason);
  }

  @Test
  void refusesControlsAndTooMuch() {
    assertThat(TopicTemplate.fault("a\u0000b")).contains("place 2");
    assertThat(TopicTemplate.fault("a\uD800")).contains("place 2");
    assertThat(TopicTemplate.fault("x".repeat(1001))).contains("1001 characters");
  }

  @Provide
  Arbitrary<String> templates() {
    return Arbitraries.of(
            "{gateway}", "{device}", "{signal}", "a", "/", "{", "}", "+", "#", "ä", "$")
        .list()
        .ofMaxSize(8)
        .map(pieces -> String.join("", pieces));
  }

  /** Paho checks what it is given by the rules of MQTT. */
  @Property
  void aTemplateWithoutFaultMakesValidTopicsOfAllNames(
      @ForAll("templates") String template,
      @ForAll @StringLength(min = 1, max = 20) String gateway,
      @ForAll @StringLength(min = 1, max = 20) String device,
      @ForAll @StringLength(min = 1, max = 20) String name)
      throws Exception {
    if (TopicTemplate.fault(template) != null) {
      return;
    }
    String topic = topic(template, gateway, device, name.replace('/', '_'));
    MqttTopicValidator.validate(topic, false, true);
    MqttPublish packet =
        new MqttPublish(topic, new MqttMessage(new byte[0], 1, false, null), new MqttProperties());
    assertThat(packet.getHeader()).isNotEmpty();
  }

  @Property
  void twoSignalsNeverShareATopic(
      @ForAll @StringLength(min = 1, max = 6) String device,
      @ForAll("awkward") String one,
      @ForAll("awkward") String other) {
    String first = topic("{device}/{signal}", "g", device, one);
    String second = topic("{device}/{signal}", "g", device, other);
    assertThat(first.equals(second)).isEqualTo(one.equals(other));
  }

  @Provide
  Arbitrary<String> awkward() {
    return Arbitraries.of(List.of("%", "+", "#", "2", "B", "3", "5", "\u0001", "a"))
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .map(pieces -> String.join("", pieces));
  }
}
