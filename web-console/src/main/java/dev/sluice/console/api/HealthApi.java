package dev.sluice.console.api;

import dev.sluice.console.answer.Json;
import dev.sluice.console.answer.Reply;
import dev.sluice.console.answer.Workers;
import dev.sluice.gateway.GatewayView;
import dev.sluice.gateway.GatewayView.Health;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Map;

/** How the gateway is, for supervisors and people. */
public final class HealthApi {

  private final GatewayView view;
  private final Workers workers;

  public HealthApi(GatewayView view, Workers workers) {
    this.view = view;
    this.workers = workers;
  }

  /** All checks with their causes; 503 when not ready. */
  public void health(RoutingContext context) {
    workers
        .run(view::health)
        .onSuccess(health -> Reply.json(context, health.ready() ? 200 : 503, write(health)))
        .onFailure(context::fail);
  }

  /** 200 as long as the process answers. */
  public void live(RoutingContext context) {
    Reply.json(
        context,
        Json.write(
            json -> {
              json.writeStartObject();
              json.writeStringField("status", "up");
              json.writeEndObject();
            }));
  }

  private static Buffer write(Health health) {
    return Json.write(
        json -> {
          json.writeStartObject();
          json.writeStringField("status", word(health.condition()));
          json.writeBooleanField("ready", health.ready());
          json.writeObjectFieldStart("checks");
          for (Map.Entry<String, Health.Check> check : health.checks().entrySet()) {
            json.writeObjectFieldStart(check.getKey());
            json.writeStringField("status", word(check.getValue().condition()));
            if (!check.getValue().cause().isEmpty()) {
              json.writeStringField("cause", check.getValue().cause());
            }
            json.writeEndObject();
          }
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private static String word(GatewayView.Condition condition) {
    return condition.name().toLowerCase(Locale.ROOT);
  }
}
