package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.mqtt.bridge.MqttSettings.Per;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MqttSettingsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mqtt://b | false | false | b | 1883 | ''",
        "MQTTS://b.example | true | false | b.example | 8883 | ''",
        "mqtt://10.0.0.1:1884/ | false | false | 10.0.0.1 | 1884 | ''",
        "mqtts://[2001:db8::1]:8884 | true | false | 2001:db8::1 | 8884 | ''",
        "ws://b | false | true | b | 80 | /mqtt",
        "wss://b:8443/a/b?c=d | true | true | b | 8443 | /a/b?c=d",
      })
  void readsUrls(
      String url, boolean secure, boolean webSocket, String host, int port, String path) {
    assertThat(Address.parse(url)).isEqualTo(new Address(secure, webSocket, host, port, path));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "b.example | no known beginning",
        "http://b | no known beginning",
        "mqtt://u:p@b | user before the @",
        "mqtt://b:0 | port",
        "mqtt://b:70000 | port",
        "mqtt://b/topic | path",
        "mqtt:// | no URL",
        "mqtt://a b | no URL",
        "mqtt://a_b:1x | no host",
        "ws://b/#x | # part",
      })
  void refusesUrlsWithAReason(String url, String reason) {
    assertThatThrownBy(() -> Draft.to(url).settings())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("url")
        .hasMessageContaining(reason)
        .hasMessageContaining(";");
  }

  @Test
  void refusesWhatDoesNotFitTogether() {
    Draft plain = Draft.to("mqtt://b");
    Draft secure = Draft.to("mqtts://b");
    Map<String, Supplier<Draft>> bad =
        Map.ofEntries(
            Map.entry("url is missing", Draft::to),
            Map.entry("url[1] has no known beginning", () -> Draft.to("mqtt://a", "x://b")),
            Map.entry("version is none", () -> plain.version("4")),
            Map.entry("ca, cert or pin is given", () -> plain.ca("/ca.pem")),
            Map.entry("ca is no full path", () -> secure.ca("ca.pem")),
            Map.entry("cert stands without key", () -> secure.identity("/c.pem", null)),
            Map.entry("pin is no SHA-256", () -> secure.pin("abc")),
            Map.entry("password has no username", () -> plain.user(null, "p")),
            Map.entry("topic has no {signal}", () -> plain.topic("{gateway}/{device}")),
            Map.entry("topic has no {device}", () -> plain.topic("{gateway}/{signal}")),
            Map.entry(
                "'per: device' a message has many",
                () -> plain.per(Per.DEVICE).topic("{device}/{signal}")),
            Map.entry("payload has no use", () -> plain.per(Per.DEVICE).payload("{value}")),
            Map.entry("payload has no {value}", () -> plain.payload("{time}")),
            Map.entry("qos is 3", () -> plain.qos(3)),
            Map.entry("inflight is 0", () -> plain.inflight(0)),
            Map.entry("keepAlive is no whole", () -> plain.keepAlive(Duration.ofMillis(1500))),
            Map.entry("timeout is 0ms", () -> plain.timeout(Duration.ZERO)));
    bad.forEach(
        (reason, draft) ->
            assertThatThrownBy(() -> draft.get().settings())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason));
  }

  @Test
  void takesATopicWhosePayloadTellsTheRest() {
    assertThat(
            Draft.to("mqtt://b")
                .payload("{device}/{signal}={value}")
                .topic("all")
                .settings()
                .topicTemplate()
                .has("signal"))
        .isFalse();
  }

  @Test
  void doesNotShowThePassword() {
    assertThat(Draft.to("mqtt://b").user("u", "s3cret").settings().toString())
        .contains("username=u")
        .doesNotContain("s3cret");
  }

  @Test
  void theClientIdIsStable() throws Exception {
    assertThat(clientId(Draft.to("mqtt://b"))).isEqualTo("plant-office");
    assertThat(clientId(Draft.to("mqtt://b").clientId("x"))).isEqualTo("x");
  }

  private static String clientId(Draft draft) throws UnreachableException {
    return new PlainBroker(draft.settings(), "plant", "office").login().clientId();
  }
}
