package dev.sluice.mqtt.broker;

import dev.sluice.config.RawTopics;
import dev.sluice.meters.TroubleBook;
import dev.sluice.model.Note;
import dev.sluice.model.RawTopic;
import dev.sluice.model.Sample;
import dev.sluice.model.Value;
import dev.sluice.mqtt.inbound.Decoded;
import dev.sluice.mqtt.inbound.Decoder;
import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Arrival.Care;
import dev.sluice.pipeline.Arrival.Resend;
import dev.sluice.pipeline.Intake;
import dev.sluice.pipeline.Receipt;
import dev.sluice.time.WallClock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns messages into arrivals, whether a client published them or they were its will. */
record Reception(
    Intake intake, Decoder decoder, WallClock clock, TroubleBook troubles, RawTopics raw) {

  /** Stands in the trouble book for a raw message that no record is to bear. */
  static final String RAW_TOO_LARGE = "raw-too-large";

  /**
   * The arrival of a message, or null if there is nothing in it to store.
   *
   * <p>An arrival has one note. A retained message that is also malformed therefore becomes two:
   * the loss is put down at once by itself, and the one that is returned carries the message.
   *
   * @param client who sent it
   * @param device names the device of a topic with one level
   * @param whole the message itself if its topic is raw, else null
   */
  @Nullable Arrival arrival(
      String client,
      String device,
      String topic,
      ByteBuffer payload,
      Care care,
      @Nullable Resend resend,
      Note.@Nullable Retained retained,
      Value.@Nullable Message whole) {
    Decoded decoded = decoder.decode(device, topic, payload, clock.micros());
    if (whole != null) {
      return withMessage(client, care, resend, retained, decoded, whole);
    }
    return switch (decoded) {
      case Decoded.Samples(List<Sample> samples) ->
          new Arrival(client, care, false, samples, resend, retained, new Receipt());
      case Decoded.Malformed(String reason, String sample) -> {
        Note.Malformed malformed = new Note.Malformed(topic, reason, sample);
        if (retained == null) {
          yield new Arrival(client, care, false, List.of(), resend, malformed, new Receipt());
        }
        putDown(client, malformed);
        yield new Arrival(client, care, false, List.of(), resend, retained, new Receipt());
      }
      case Decoded.Ignored() ->
          retained == null
              ? null
              : new Arrival(client, care, false, List.of(), resend, retained, new Receipt());
    };
  }

  /**
   * The arrival of a message on a raw topic: what it says and the message itself in one record. One
   * that says nothing is no loss, since it is wanted as it is.
   */
  private Arrival withMessage(
      String client,
      Care care,
      @Nullable Resend resend,
      Note.@Nullable Retained retained,
      Decoded decoded,
      Value.Message whole) {
    List<Sample> said = decoded instanceof Decoded.Samples(List<Sample> all) ? all : List.of();
    if (whole.size() <= Value.MAX_MESSAGE_BYTES) {
      List<Sample> samples = new ArrayList<>(said.size() + 1);
      samples.addAll(said);
      samples.add(Sample.of(RawTopic.signal(whole.topic()), whole));
      return new Arrival(client, care, false, samples, resend, retained, new Receipt());
    }
    Note.Malformed lost = new Note.Malformed(whole.topic(), RAW_TOO_LARGE, whole.label());
    if (retained == null) {
      return new Arrival(client, care, false, said, resend, lost, new Receipt());
    }
    putDown(client, lost);
    return new Arrival(client, care, false, said, resend, retained, new Receipt());
  }

  /** A loss by itself; a full intake counts it as well. */
  private void putDown(String client, Note.Malformed malformed) {
    var _ =
        intake.offer(
            new Arrival(client, Care.OTHER, false, List.of(), null, malformed, new Receipt()));
  }

  /** The same arrival once more, with a receipt of its own. */
  static Arrival again(Arrival arrival) {
    Resend before = arrival.resend();
    Resend resend =
        before == null
            ? null
            : new Resend(before.client(), before.packet(), before.hash(), /* dup= */ true);
    return new Arrival(
        arrival.source(),
        arrival.care(),
        arrival.simulated(),
        arrival.samples(),
        resend,
        arrival.note(),
        new Receipt());
  }
}
