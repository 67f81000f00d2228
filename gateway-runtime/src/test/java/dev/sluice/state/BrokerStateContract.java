package dev.sluice.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.model.Note;
import dev.sluice.state.BrokerState.Noted;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every memory of the broker does. */
public interface BrokerStateContract {

  /** Nothing applied yet. */
  BrokerState brokerState();

  private static Noted retained(long seq, String topic, String payload) {
    return new Noted(seq, new Note.Retained(topic, 1, payload.getBytes(UTF_8), null));
  }

  private static Noted will(long seq, String client, @Nullable String will) {
    return new Noted(seq, new Note.Will(client, will == null ? null : will.getBytes(UTF_8)));
  }

  private static Map<String, String> retainedOf(BrokerState state) {
    return state.retained().stream()
        .collect(
            Collectors.toMap(
                Note.Retained::topic, message -> new String(message.payload(), UTF_8)));
  }

  private static Map<String, String> willsOf(BrokerState state) {
    return state.wills().stream()
        .collect(
            Collectors.toMap(
                Note.Will::client,
                will -> will.will() == null ? "none" : new String(will.will(), UTF_8)));
  }

  @Test
  default void aNewOneHasNothing() {
    BrokerState state = brokerState();
    assertThat(state.appliedThrough()).isZero();
    assertThat(state.retained()).isEmpty();
    assertThat(state.wills()).isEmpty();
  }

  @Test
  default void theLastRetainedMessageOfATopicStays() {
    BrokerState state = brokerState();
    state.apply(List.of(retained(3, "a", "1"), retained(3, "b", "2"), retained(4, "a", "3")), 9);
    assertThat(retainedOf(state)).containsExactlyInAnyOrderEntriesOf(Map.of("a", "3", "b", "2"));
    assertThat(state.appliedThrough()).isEqualTo(9);
  }

  @Test
  default void anEmptyPayloadRemovesARetainedMessage() {
    BrokerState state = brokerState();
    state.apply(List.of(retained(1, "a", "1"), retained(2, "b", "2")), 2);
    state.apply(List.of(retained(3, "a", ""), retained(4, "never-was", "")), 4);
    assertThat(retainedOf(state)).containsExactlyEntriesOf(Map.of("b", "2"));
  }

  @Test
  default void propertiesAndQosComeBack() {
    BrokerState state = brokerState();
    byte[] payload = {0, -1, 127};
    byte[] properties = {9, 0, 8};
    state.apply(
        List.of(
            new Noted(1, new Note.Retained("with", 2, payload, properties)),
            new Noted(1, new Note.Retained("without", 0, payload, null))),
        1);
    assertThat(state.retained())
        .anySatisfy(
            message -> {
              assertThat(message.topic()).isEqualTo("with");
              assertThat(message.qos()).isEqualTo(2);
              assertThat(message.payload()).isEqualTo(payload);
              assertThat(message.properties()).isEqualTo(properties);
            })
        .anySatisfy(
            message -> {
              assertThat(message.topic()).isEqualTo("without");
              assertThat(message.qos()).isZero();
              assertThat(message.properties()).isNull();
            });
  }

  @Test
  default void aWillStaysUntilItEnds() {
    BrokerState state = brokerState();
    state.apply(List.of(will(1, "c1", "gone"), will(2, "c2", "away"), will(3, "c1", "lost")), 3);
    assertThat(willsOf(state))
        .containsExactlyInAnyOrderEntriesOf(Map.of("c1", "lost", "c2", "away"));
    state.apply(List.of(will(4, "c1", null), will(5, "nobody", null)), 5);
    assertThat(willsOf(state)).containsExactlyEntriesOf(Map.of("c2", "away"));
  }

  @Test
  default void notesThatComeAgainDoNoHarm() {
    BrokerState state = brokerState();
    List<Noted> old = List.of(retained(1, "a", "old"), will(2, "c", "old"));
    state.apply(old, 2);
    state.apply(List.of(retained(3, "a", "new"), will(4, "c", null)), 4);
    state.apply(old, 2);
    state.apply(List.of(old.getFirst(), retained(5, "b", "newer")), 5);
    assertThat(retainedOf(state))
        .containsExactlyInAnyOrderEntriesOf(Map.of("a", "new", "b", "newer"));
    assertThat(willsOf(state)).isEmpty();
    assertThat(state.appliedThrough()).isEqualTo(5);
  }

  @Test
  default void thePositionMovesWithoutNotesAndNeverBack() {
    BrokerState state = brokerState();
    state.apply(List.of(), 100);
    state.apply(List.of(), 50);
    assertThat(state.appliedThrough()).isEqualTo(100);
  }

  @Test
  default void otherNotesArePassedOver() {
    BrokerState state = brokerState();
    state.apply(List.of(new Noted(1, new Note.Malformed("t", "malformed-json", "{"))), 1);
    assertThat(state.appliedThrough()).isEqualTo(1);
    assertThat(state.retained()).isEmpty();
  }

  @Test
  default void notesOutOfOrderAreRefusedWhole() {
    BrokerState state = brokerState();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> state.apply(List.of(retained(2, "a", "1"), retained(1, "b", "2")), 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> state.apply(List.of(retained(3, "a", "1")), 2));
    assertThat(state.appliedThrough()).isZero();
    assertThat(state.retained()).isEmpty();
  }
}
