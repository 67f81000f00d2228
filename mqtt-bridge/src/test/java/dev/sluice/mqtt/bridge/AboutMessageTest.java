package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.PublishProperties;
import dev.sluice.model.Value;
import dev.sluice.time.WallClock;
import dev.sluice.uplink.Lane;
import java.util.List;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AboutMessageTest {

  private record At(long micros, boolean trusted) implements WallClock {
    @Override
    public long nanos() {
      return 0;
    }
  }

  private static MqttProperties said(PublishProperties properties, double waited, boolean trusted) {
    Value.Message raw = new Value.Message("a", new byte[0], 1, false, properties.encode());
    Message message =
        new Message("a", new byte[0], 9, Lane.BACKFILL, List.of(0), raw, Parcels.NEW_YEAR);
    At now = new At(Parcels.NEW_YEAR + (long) (waited * 1e6), trusted);
    return new AboutMessage("plant", "b-1", now).forPaho(message);
  }

  private static PublishProperties expiring(long seconds) {
    return new PublishProperties(-1, null, null, null, seconds, List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "60, 0.9, true, 60",
    "60, 12.5, true, 48",
    "60, 60, true, 1",
    "60, 86400, true, 1",
    "60, -5, true, 60",
    "60, 12, false, 60",
    "0, 12, true, 0",
    "4294967295, 1, true, 4294967294",
  })
  void theTimeThatAMessageHasWaitedIsTakenOffItsExpiry(
      long given, double waited, boolean trusted, long left) {
    assertThat(said(expiring(given), waited, trusted).getMessageExpiryInterval()).isEqualTo(left);
  }

  @Test
  void whatDoesNotExpireStillDoesNot() {
    PublishProperties none = new PublishProperties(1, null, null, null, -1, List.of());
    assertThat(said(none, 100, true).getMessageExpiryInterval()).isNull();
  }

  @Test
  void allThatItsPublisherSaidIsInFrontOfWhatTheGatewaySays() {
    MqttProperties all =
        said(
            new PublishProperties(
                1,
                "text/x",
                "re/ply",
                new byte[] {1, 2},
                -1,
                List.of("k", "v", "k", "ü".repeat(99))),
            0,
            true);
    assertThat(all.getPayloadFormat()).isTrue();
    assertThat(all.getContentType()).isEqualTo("text/x");
    assertThat(all.getResponseTopic()).isEqualTo("re/ply");
    assertThat(all.getCorrelationData()).containsExactly(1, 2);
    assertThat(all.getUserProperties())
        .containsExactly(
            new UserProperty("k", "v"),
            new UserProperty("k", "ü".repeat(99)),
            new UserProperty("gateway", "plant"),
            new UserProperty("boot", "b-1"),
            new UserProperty("seq", "9"),
            new UserProperty("backfill", "true"));
  }
}
