package dev.sluice.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.pipeline.Receipt;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PendingAcksTest {

  private record Entry(int packet, Receipt receipt) {}

  @Test
  void givesBackTheOldestOfTheSameId() {
    PendingAcks acks = new PendingAcks();
    Receipt first = new Receipt();
    Receipt second = new Receipt();
    acks.add(7, first);
    acks.add(8, new Receipt());
    acks.add(7, second);
    assertThat(acks.take(7)).isSameAs(first);
    assertThat(acks.take(7)).isSameAs(second);
    assertThat(acks.take(7)).isNull();
    assertThat(acks.size()).isEqualTo(1);
  }

  @Test
  void isBounded() {
    PendingAcks acks = new PendingAcks();
    Receipt receipt = new Receipt();
    for (int i = 0; i < 65_536; i++) {
      assertThat(acks.add(i, receipt)).isTrue();
    }
    assertThat(acks.add(1, receipt)).isFalse();
    assertThat(acks.take(0)).isSameAs(receipt);
    assertThat(acks.add(1, receipt)).isTrue();
  }

  /** Numbers up to 20 add a packet id, others take one out. */
  @Property
  void behavesLikeAList(@ForAll List<@IntRange(max = 35) Integer> steps) {
    PendingAcks acks = new PendingAcks();
    List<Entry> plain = new ArrayList<>();
    for (int step : steps) {
      if (step <= 20) {
        Entry entry = new Entry(step % 12, new Receipt());
        plain.add(entry);
        acks.add(entry.packet(), entry.receipt());
      } else {
        int packet = step - 21;
        Entry expected =
            plain.stream().filter(entry -> entry.packet() == packet).findFirst().orElse(null);
        plain.remove(expected);
        assertThat(acks.take(packet)).isSameAs(expected == null ? null : expected.receipt());
      }
      assertThat(acks.size()).isEqualTo(plain.size());
    }
  }
}
