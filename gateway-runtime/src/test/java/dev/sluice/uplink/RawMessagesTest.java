package dev.sluice.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Glob;
import dev.sluice.config.RawTopics;
import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.RawTopic;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.model.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A courier carries the messages that its uplink's raw filters choose, and accounts for all. */
class RawMessagesTest {

  private final CourierWorld world = new CourierWorld(1);
  private final Signal cell = signal("plant/cell/7");
  private final Signal video = signal("video/1/meta");
  private final List<Value.Message> published = new ArrayList<>();

  private Signal signal(String topic) {
    return Objects.requireNonNull(
        world.directory.add(RawTopic.signal(topic), Kind.MESSAGE, null, false));
  }

  private void settings(CourierSettings settings) {
    world.with(settings);
    world.save();
    world.restart();
    world.run();
  }

  /** Wants no readings, and sends what changes, rarely: nothing of that is said of messages. */
  private static Shaping raw(String... filters) {
    return new Shaping(
        List.of(new Glob("nothing/*")),
        List.of(new Glob("**")),
        Set.of(Quality.Level.GOOD),
        true,
        5,
        Duration.ofHours(1),
        Map.of(new Glob("**"), "other/{name}"),
        new RawTopics(List.of(filters)));
  }

  private Value.Message publish(Signal signal, String topic, int size) {
    byte[] payload = new byte[size];
    payload[size - 1] = (byte) published.size();
    Value.Message message = new Value.Message(topic, payload, 1, false, null);
    published.add(message);
    world.journal(
        List.of(
            new Reading(
                signal.index(),
                message,
                Quality.UNCERTAIN_CLOCK,
                world.clock.micros() + world.nextSeq(),
                world.clock.micros(),
                world.nextSeq())));
    return message;
  }

  private List<Value> received() {
    List<Value> values = new ArrayList<>();
    world.uplink.received().forEach(parcel -> values.add(parcel.value()));
    return values;
  }

  @Test
  void filtersAloneChooseMessagesAndEqualOnesAllPass() {
    settings(world.shaped(raw("plant/cell/#")));
    Value.Message first = publish(cell, "plant/cell/7", 3);
    publish(video, "video/1/meta", 3);
    world.journal(
        List.of(
            new Reading(
                cell.index(),
                first,
                Quality.GOOD,
                world.clock.micros() + world.nextSeq(),
                world.clock.micros(),
                world.nextSeq())));
    world.arrive(0, 1);
    world.run();
    assertThat(received()).containsExactly(first, first);
    assertThat(world.uplink.received())
        .as("under the name of their topic")
        .extracting(Parcel::signal)
        .containsOnly(cell.id());
    UplinkStatus status = world.courier().status();
    assertThat(status.balanced()).isTrue();
    assertThat(status.counts().acknowledged()).isEqualTo(2);
    assertThat(status.counts().filtered()).isEqualTo(3);
  }

  @Test
  void anUplinkWithoutFiltersCountsThemAsFiltered() {
    publish(cell, "plant/cell/7", 3);
    world.arrive(0);
    world.run();
    assertThat(received()).hasSize(1).noneMatch(Value.Message.class::isInstance);
    assertThat(world.courier().status().counts().filtered()).isEqualTo(1);
    assertThat(world.courier().status().balanced()).isTrue();
  }

  @Test
  void topicsThatShareASignalAreToldApart() {
    settings(world.shaped(raw("a/_/b")));
    Signal shared = signal("a/_/b");
    publish(shared, "a//b", 1);
    Value.Message wanted = publish(shared, "a/_/b", 1);
    world.run();
    assertThat(received()).containsExactly(wanted);
  }

  @Test
  void anOutageAndARestartKeepThemInOrder() {
    settings(world.shaped(raw("#")));
    world.uplink.away(true);
    for (int i = 0; i < 30; i++) {
      publish(cell, "plant/cell/7", 10);
    }
    world.run();
    world.save();
    world.restart();
    world.uplink.away(false);
    world.pass(Duration.ofMinutes(1));
    assertThat(received()).containsExactlyElementsOf(published);
    assertThat(world.courier().status().counts().acknowledged()).isEqualTo(30);
  }

  @Test
  void oneThatIsNeverTakenIsADeadLetterWithoutItsBytes() {
    settings(world.shaped(raw("#")));
    world.uplink.poison(parcel -> true);
    publish(cell, "plant/cell/7", 1_000);
    world.run();
    world.save();
    assertThat(world.state.deadLetters(CourierWorld.ID, 10))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.signal()).isEqualTo("$raw/plant/cell/7");
              assertThat(letter.value()).isEqualTo("1000 bytes on plant/cell/7");
            });
    assertThat(world.courier().status().balanced()).isTrue();
  }

  @Test
  void aHeavyBacklogIsNeverInMemoryAsAWhole() {
    CourierSettings newestFirst = CourierWorld.small(500, 64, true);
    world.with(newestFirst);
    settings(world.shaped(raw("#")));
    world.courier().pause(null);
    world.arriveMany(5_000);
    for (int i = 0; i < 200; i++) {
      publish(cell, "plant/cell/7", 200_000);
    }
    world.courier().resume();
    world.run();
    List<Value> received = received();
    assertThat(received).containsExactlyInAnyOrderElementsOf(published);
    assertThat(received.getFirst())
        .as("the newest stretch that 8 MiB bear goes first")
        .isEqualTo(published.get(200 - 41));
    assertThat(world.courier().status().counts().acknowledged()).isEqualTo(200);
    assertThat(world.courier().status().counts().filtered()).isEqualTo(5_000);
    assertThat(world.courier().status().balanced()).isTrue();
  }

  @Test
  void heavyMessagesLeaveTheLiveQueueByTheirBytes() {
    world.with(CourierWorld.small(500, 8_192, false));
    settings(world.shaped(raw("#")));
    for (int i = 0; i < 100; i++) {
      publish(cell, "plant/cell/7", 200_000);
    }
    assertThat(world.courier().status().backlog())
        .as("what 8 MiB do not bear waits in the backlog")
        .isBetween(58L, 64L);
    world.run();
    assertThat(received()).containsExactlyInAnyOrderElementsOf(published);
    assertThat(world.courier().status().balanced()).isTrue();
  }
}
