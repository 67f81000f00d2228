package dev.sluice.console.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.console.answer.Json;
import dev.sluice.console.answer.Times;
import dev.sluice.gateway.GatewayView;
import dev.sluice.model.Quality;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import java.io.IOException;
import java.util.Locale;

/** A signal with its last reading, as the API shows it. */
final class SignalJson {

  private SignalJson() {}

  static void write(JsonGenerator json, Signal signal, GatewayView view, long now)
      throws IOException {
    GatewayView.Presentation shown = view.presentation(signal);
    json.writeStartObject();
    json.writeStringField("id", signal.id().toString());
    json.writeStringField("device", signal.id().device());
    json.writeStringField("name", shown.name());
    Json.text(json, "unit", shown.unit());
    json.writeStringField("kind", signal.kind().name().toLowerCase(Locale.ROOT));
    json.writeBooleanField("simulated", signal.simulated());
    if (shown.decimals() < 0) {
      json.writeNullField("decimals");
    } else {
      json.writeNumberField("decimals", shown.decimals());
    }
    json.writeNumberField("staleAfter", shown.staleAfter() / 1000);
    Reading last = view.live().last(signal.index());
    if (last == null) {
      json.writeNullField("last");
    } else {
      json.writeObjectFieldStart("last");
      json.writeFieldName("value");
      Json.value(json, last.value());
      json.writeStringField("quality", word(last.quality()));
      json.writeStringField("reason", last.quality().reason());
      json.writeStringField("time", Times.rfc3339(last.time()));
      json.writeNumberField("age", Math.max(0, (now - last.time()) / 1000));
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  static String word(Quality quality) {
    return quality.level().name().toLowerCase(Locale.ROOT);
  }
}
