package dev.sluice.console.api;

import dev.sluice.console.answer.Json;
import dev.sluice.console.answer.Reply;
import dev.sluice.console.answer.Times;
import dev.sluice.console.answer.Workers;
import dev.sluice.gateway.GatewayView;
import dev.sluice.meters.LedgerView;
import dev.sluice.meters.TroubleBook.Trouble;
import dev.sluice.uplink.UplinkStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The account of every reading, and what sources sent that could not be used. */
public final class LedgerApi {

  private final GatewayView view;
  private final Workers workers;

  public LedgerApi(GatewayView view, Workers workers) {
    this.view = view;
    this.workers = workers;
  }

  /** The ledger. */
  public void ledger(RoutingContext context) {
    Reply.json(context, workers.run(() -> write(view.ledger(), view.uplinks())));
  }

  /** Troubles, the newest first. */
  public void troubles(RoutingContext context) {
    Reply.json(
        context,
        workers.run(
            () ->
                Json.write(
                    json -> {
                      json.writeStartArray();
                      for (Trouble trouble : view.troubles()) {
                        json.writeStartObject();
                        json.writeStringField("source", trouble.source());
                        json.writeStringField("reason", trouble.reason());
                        json.writeNumberField("count", trouble.count());
                        json.writeStringField("last", Times.rfc3339(trouble.last()));
                        json.writeStringField("topic", trouble.topic());
                        json.writeStringField("sample", trouble.sample());
                        json.writeEndObject();
                      }
                      json.writeEndArray();
                    })));
  }

  private static Buffer write(LedgerView ledger, List<UplinkStatus> uplinks) {
    return Json.write(
        json -> {
          json.writeStartObject();
          json.writeNumberField("received", ledger.received());
          json.writeNumberField("journalled", ledger.journalled());
          json.writeNumberField("duplicates", ledger.duplicates());
          json.writeArrayFieldStart("losses");
          for (LedgerView.Loss loss : ledger.losses()) {
            json.writeStartObject();
            json.writeStringField("cause", loss.cause().word());
            json.writeNumberField("count", loss.count());
            json.writeStringField("since", Times.rfc3339(loss.since()));
            json.writeStringField("explanation", loss.cause().explanation());
            json.writeEndObject();
          }
          json.writeEndArray();
          LedgerView.HistoryCounts history = ledger.history();
          json.writeObjectFieldStart("history");
          json.writeNumberField("unsealed", history.unsealed());
          json.writeNumberField("kept", history.kept());
          json.writeNumberField("replaced", history.replaced());
          json.writeNumberField("expired", history.expired());
          json.writeNumberField("damaged", history.damaged());
          json.writeEndObject();
          json.writeBooleanField("balanced", ledger.balanced());
          json.writeArrayFieldStart("uplinks");
          for (UplinkStatus uplink : uplinks) {
            UplinkJson.writeAccount(json, uplink);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
