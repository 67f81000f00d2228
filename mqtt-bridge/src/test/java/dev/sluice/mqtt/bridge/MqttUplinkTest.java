package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.uplink.Parcel;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class MqttUplinkTest {

  @Test
  void whatWasConfirmedBehindAGapOfItsSignalDoesNotCount() {
    List<Parcel> batch =
        List.of(
            Parcels.of("oven/t", 1),
            Parcels.of("oven/p", 2),
            Parcels.of("oven/t", 3),
            Parcels.of("oven/p", 4),
            Parcels.of("oven/t", 5));
    BitSet confirmed = BitSet.valueOf(new long[] {0b11011});
    assertThat(MqttUplink.firstOnes(batch, confirmed).stream().boxed()).containsExactly(0, 1, 3);
    assertThat(MqttUplink.firstOnes(batch, new BitSet()).isEmpty()).isTrue();
  }
}
