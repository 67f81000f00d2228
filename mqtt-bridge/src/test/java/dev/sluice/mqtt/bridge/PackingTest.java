package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.uplink.Parcel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PackingTest {

  private static Packing packing(boolean perDevice) {
    TopicTemplate topics =
        TopicTemplate.parse(perDevice ? "{gateway}/{device}" : "{gateway}/{device}/{signal}");
    return new Packing(
        last -> topics.topic("g", last.signal()),
        new Payloads("g", "b", false, null),
        perDevice,
        RawTemplate.of("sites/{gateway}/{topic}", "g"));
  }

  @Test
  void eachReadingIsAMessageOfItsOwn() {
    List<Message> messages =
        packing(false).pack(List.of(Parcels.of("a/x", 1), Parcels.of("a/y", 2)));
    assertThat(messages).extracting(Message::topic).containsExactly("g/a/x", "g/a/y");
    assertThat(messages).extracting(Message::positions).containsExactly(List.of(0), List.of(1));
  }

  @Test
  void readingsOfOneDeviceAndTimeAreOneMessage() {
    List<Message> messages =
        packing(true)
            .pack(
                List.of(
                    Parcels.at("a/x", 1, 10),
                    Parcels.at("b/x", 2, 10),
                    Parcels.at("a/y", 3, 10),
                    Parcels.at("a/x", 4, 20)));
    assertThat(messages).extracting(Message::topic).containsExactly("g/a", "g/b", "g/a");
    assertThat(messages)
        .extracting(Message::positions)
        .containsExactly(List.of(0, 2), List.of(1), List.of(3));
  }

  @Test
  void oneThatCameLaterDoesNotJoinAnEarlierMessage() {
    List<Message> messages =
        packing(true)
            .pack(
                List.of(
                    Parcels.at("a/x", 1, 10), Parcels.at("a/y", 2, 20), Parcels.at("a/y", 3, 10)));
    assertThat(messages)
        .extracting(Message::positions)
        .containsExactly(List.of(0), List.of(1), List.of(2));
  }

  @Provide
  Arbitrary<List<Parcel>> batches() {
    return Combinators.combine(
            Arbitraries.of("a/x", "a/y", "b/x"), Arbitraries.longs().between(1, 4))
        .as((signal, time) -> Parcels.at(signal, 1, time))
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  @Property
  void allAreSentOnceAndEachSignalInItsOrder(@ForAll("batches") List<Parcel> batch) {
    List<Integer> sent = new ArrayList<>();
    for (Message message : packing(true).pack(batch)) {
      Set<Object> signals = new HashSet<>();
      for (int position : message.positions()) {
        assertThat(signals.add(batch.get(position).signal())).as("once in a message").isTrue();
      }
      sent.addAll(message.positions());
    }
    assertThat(sent)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, batch.size()).boxed().toList());
    Map<Object, Integer> last = new HashMap<>();
    for (int position : sent) {
      Integer before = last.put(batch.get(position).signal(), position);
      assertThat(before == null || before < position).as("order of " + sent).isTrue();
    }
  }
}
