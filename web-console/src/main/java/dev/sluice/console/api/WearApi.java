package dev.sluice.console.api;

import dev.sluice.config.TelemetrySection.Card;
import dev.sluice.console.answer.Json;
import dev.sluice.console.answer.Reply;
import dev.sluice.console.answer.Workers;
import dev.sluice.gateway.GatewayView;
import dev.sluice.wear.Wear;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/** What the device under the data folder is written, and how long it bears that. */
public final class WearApi {

  private final GatewayView view;
  private final Workers workers;

  public WearApi(GatewayView view, Workers workers) {
    this.view = view;
    this.workers = workers;
  }

  /** What is known; what is not is left out. */
  public void wear(RoutingContext context) {
    Reply.json(context, workers.run(() -> write(view.wear())));
  }

  private static Buffer write(Wear.View wear) {
    return Json.write(
        json -> {
          json.writeStartObject();
          if (!wear.device().isEmpty()) {
            json.writeStringField("device", wear.device());
          }
          if (!wear.obstacle().isEmpty()) {
            json.writeStringField("unknown", wear.obstacle());
          }
          if (wear.written().isPresent()) {
            json.writeNumberField("written", wear.written().getAsLong());
            json.writeNumberField("over", wear.over());
          }
          if (wear.perDay().isPresent()) {
            json.writeNumberField("perDay", wear.perDay().getAsLong());
          }
          Card card = wear.card();
          if (card != null) {
            json.writeObjectFieldStart("card");
            json.writeNumberField("size", card.size().bytes());
            json.writeNumberField("rewrites", card.rewrites());
            if (wear.years().isPresent()) {
              json.writeNumberField("years", wear.years().getAsDouble());
            }
            json.writeEndObject();
          }
          json.writeEndObject();
        });
  }
}
