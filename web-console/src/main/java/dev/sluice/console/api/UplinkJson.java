package dev.sluice.console.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.console.answer.Json;
import dev.sluice.console.answer.Times;
import dev.sluice.state.UplinkState.Counts;
import dev.sluice.state.UplinkState.DeadLetter;
import dev.sluice.uplink.DownStatus;
import dev.sluice.uplink.UplinkStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;

/** Writes how an uplink is, as the API shows it everywhere. */
final class UplinkJson {

  private UplinkJson() {}

  /** All that is known of one. */
  static void write(JsonGenerator json, UplinkStatus uplink, long now) throws IOException {
    Counts counts = uplink.counts();
    json.writeStartObject();
    json.writeStringField("id", uplink.id());
    Json.text(json, "type", uplink.type().isEmpty() ? null : uplink.type());
    json.writeStringField("status", uplink.state().word());
    json.writeBooleanField("flowing", uplink.flowing());
    json.writeNumberField("acknowledgedTo", uplink.acknowledgedTo());
    json.writeNumberField("liveFrom", uplink.liveFrom());
    account(json, uplink);
    json.writeNumberField("backlog", uplink.backlog());
    seconds(json, "oldestAge", age(uplink, now));
    json.writeNumberField("sent", counts.sent());
    json.writeNumberField("retried", counts.retried());
    seconds(
        json,
        "catchUp",
        uplink.catchUp().map(UplinkJson::roundedUp).map(OptionalLong::of).orElse(NONE));
    boolean failed = !uplink.lastError().isEmpty();
    Json.text(json, "lastError", failed ? uplink.lastError() : null);
    Json.text(json, "lastErrorAt", failed ? Times.rfc3339(uplink.lastErrorAt()) : null);
    json.writeBooleanField("paused", uplink.pausedUntil() != 0);
    boolean ends = uplink.pausedUntil() != 0 && uplink.pausedUntil() != Long.MAX_VALUE;
    Json.text(json, "pausedUntil", ends ? Times.rfc3339(uplink.pausedUntil()) : null);
    if (uplink.down().isPresent()) {
      down(json, uplink.down().get());
    } else {
      json.writeNullField("down");
    }
    json.writeEndObject();
  }

  private static void down(JsonGenerator json, DownStatus down) throws IOException {
    json.writeObjectFieldStart("down");
    json.writeNumberField("received", down.received());
    json.writeNumberField("written", down.written());
    json.writeNumberField("published", down.published());
    json.writeNumberField("refused", down.allRefused());
    json.writeObjectFieldStart("refusedBy");
    for (Map.Entry<String, Long> cause : down.refusedByWord().entrySet()) {
      json.writeNumberField(cause.getKey(), cause.getValue());
    }
    json.writeEndObject();
    boolean refused = !down.lastRefusal().isEmpty();
    Json.text(json, "lastRefusal", refused ? down.lastRefusal() : null);
    Json.text(json, "lastRefusalAt", refused ? Times.rfc3339(down.lastRefusalAt()) : null);
    Json.text(json, "trouble", down.trouble().isEmpty() ? null : down.trouble());
    json.writeEndObject();
  }

  private static final OptionalLong NONE = OptionalLong.empty();

  /** The account of one, for the ledger. */
  static void writeAccount(JsonGenerator json, UplinkStatus uplink) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", uplink.id());
    account(json, uplink);
    json.writeEndObject();
  }

  private static void account(JsonGenerator json, UplinkStatus uplink) throws IOException {
    Counts counts = uplink.counts();
    json.writeNumberField("journalled", counts.journalled());
    json.writeNumberField("acknowledged", counts.acknowledged());
    json.writeNumberField("pending", uplink.pending());
    json.writeNumberField("filtered", counts.filtered());
    json.writeNumberField("deadLettered", counts.deadLettered());
    json.writeNumberField("dropped", counts.dropped());
    json.writeBooleanField("balanced", uplink.balanced());
  }

  /** A reading that the far side will never take. */
  static void write(JsonGenerator json, DeadLetter letter) throws IOException {
    json.writeStartObject();
    json.writeStringField("signal", letter.signal());
    json.writeStringField("time", Times.rfc3339(letter.time()));
    json.writeStringField("value", letter.value());
    json.writeStringField("why", letter.why());
    json.writeStringField("at", Times.rfc3339(letter.at()));
    json.writeEndObject();
  }

  private static OptionalLong age(UplinkStatus uplink, long now) {
    // A clock that was set back must not make an age negative.
    return uplink.oldest() == 0
        ? NONE
        : OptionalLong.of(Math.max(0, (now - uplink.oldest()) / 1_000_000));
  }

  private static long roundedUp(Duration time) {
    return time.plusNanos(999_999_999).toSeconds();
  }

  private static void seconds(JsonGenerator json, String name, OptionalLong seconds)
      throws IOException {
    if (seconds.isPresent()) {
      json.writeNumberField(name, seconds.getAsLong());
    } else {
      json.writeNullField(name);
    }
  }
}
