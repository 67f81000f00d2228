package dev.sluice.mqtt.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.RawTopics;
import dev.sluice.meters.TroubleBook;
import dev.sluice.model.Note;
import dev.sluice.model.Sample;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Arrival.Care;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a message on a raw topic, beside what it says. */
class ReceptionTest {

  private static final Note.Retained RETAINED =
      new Note.Retained("plant/cell", 1, new byte[] {1}, null);

  private final FakeIntake intake = new FakeIntake();
  private final Reception reception =
      new Reception(
          intake,
          new FakeDecoder(),
          new TestClock(),
          new TroubleBook(10),
          new RawTopics(List.of("plant/#")));

  @AfterEach
  void close() {
    intake.close();
  }

  private @Nullable Arrival arrival(byte[] payload, Note.@Nullable Retained retained) {
    return reception.arrival(
        "c",
        "c",
        "plant/cell",
        ByteBuffer.wrap(payload),
        Care.ACKNOWLEDGED,
        null,
        retained,
        new Value.Message("plant/cell", payload, 1, retained != null, null));
  }

  private static Arrival made(@Nullable Arrival arrival) {
    return Objects.requireNonNull(arrival, "nothing to store");
  }

  @Test
  void itsReadingsAndTheMessageAreOneArrival() {
    byte[] payload = "warm".getBytes(UTF_8);
    assertThat(made(arrival(payload, RETAINED)).samples())
        .containsExactly(
            Sample.of(new SignalId("c", "plant_cell"), new Value.Text("warm")),
            Sample.of(
                new SignalId("$raw/plant", "cell"),
                new Value.Message("plant/cell", payload, 1, true, null)));
    assertThat(made(arrival(payload, RETAINED)).note()).isSameAs(RETAINED);
  }

  @Test
  void oneThatSaysNothingIsNoLoss() {
    for (String payload : List.of("malformed", "ignored", "")) {
      Arrival arrival = made(arrival(payload.getBytes(UTF_8), null));
      assertThat(arrival.note()).as(payload).isNull();
      assertThat(arrival.samples()).as(payload).hasSize(1);
    }
    assertThat(intake.taken()).isEmpty();
  }

  @Test
  void oneThatIsTooLargeIsALossAndItsReadingsAreKept() {
    byte[] payload = "x".repeat(Value.MAX_MESSAGE_BYTES + 1).getBytes(UTF_8);
    Arrival arrival = made(arrival(payload, null));
    assertThat(arrival.samples()).hasSize(1).noneMatch(Sample::hasTime);
    assertThat(arrival.note())
        .isEqualTo(new Note.Malformed("plant/cell", "raw-too-large", "262145 bytes on plant/cell"));
    assertThat(arrival.readings()).isEqualTo(2);

    Arrival retained = made(arrival(payload, RETAINED));
    assertThat(retained.note()).isSameAs(RETAINED);
    assertThat(intake.taken())
        .singleElement()
        .satisfies(loss -> assertThat(loss.note()).isInstanceOf(Note.Malformed.class));
  }
}
