package dev.sluice.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import dev.sluice.config.MqttSection.Anonymous;
import dev.sluice.state.DeviceKeys.DeviceKey;
import dev.sluice.state.DeviceKeys.Known;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatekeeperTest {

  @ParameterizedTest
  @CsvSource({
    "LOOPBACK, 127.0.0.1, false, true",
    "LOOPBACK, 127.1.2.3, false, true",
    "LOOPBACK, ::1, false, true",
    "LOOPBACK, ::ffff:127.0.0.1, false, true",
    "LOOPBACK, 127.0.0.1, true, false",
    "LOOPBACK, 192.168.1.5, false, false",
    "LOOPBACK, 10.0.0.1, false, false",
    "LOOPBACK, 0.0.0.0, false, false",
    "LOOPBACK, fe80::1, false, false",
    "NEVER, 127.0.0.1, false, false"
  })
  void onlyProgramsOnThisBoxMayBeAnonymous(
      Anonymous policy, String address, boolean proxied, boolean allowed) throws Exception {
    assertThat(Gatekeeper.mayComeAnonymously(policy, InetAddress.getByName(address), proxied))
        .isEqualTo(allowed);
  }

  @Test
  void nobodyIsAnonymousWithoutAnAddress() {
    assertThat(Gatekeeper.mayComeAnonymously(Anonymous.LOOPBACK, null, false)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/+", "a/#", "$SYS/x"})
  void aWillNeedsATopicThatCanBe(String topic) {
    Will will = new Will(topic, 0, false, 0, new byte[0], MessageProperties.NONE, null);
    assertThat(Gatekeeper.checkWill(will, Rights.ALL))
        .isEqualTo(ConnackReasonCode.TOPIC_NAME_INVALID);
  }

  @Test
  void aWillNeedsTheRightToItsTopic() {
    Rights press = rights(new DeviceKey("press", List.of("plant/press/#"), List.of()));
    assertThat(Gatekeeper.checkWill(will("plant/press/state"), press)).isNull();
    assertThat(Gatekeeper.checkWill(will("plant/oven/state"), press))
        .isEqualTo(ConnackReasonCode.NOT_AUTHORIZED);
    assertThat(Gatekeeper.checkWill(null, press)).isNull();
  }

  private static Rights rights(DeviceKey key) {
    return Rights.of(new Known(key, "mark"));
  }

  private static Will will(String topic) {
    return new Will(topic, 0, false, 0, new byte[0], MessageProperties.NONE, null);
  }

  @Test
  void aFilterNobodyCanReadAllowsNothing() {
    Rights rights = rights(new DeviceKey("x", List.of("a/#/b", "c"), List.of("#x", "d")));
    assertThat(rights.mayPublish("a/1/b")).isFalse();
    assertThat(rights.mayPublish("c")).isTrue();
    assertThat(rights.maySubscribe("d")).isTrue();
    assertThat(rights.maySubscribe("$share/group/d")).isTrue();
    assertThat(rights.maySubscribe("$share/group")).isFalse();
    assertThat(rights.maySubscribe("x")).isFalse();
    assertThat(rights.maySubscribe("a/#/b")).isFalse();
  }
}
