package dev.sluice.console.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.console.answer.Json;
import dev.sluice.console.answer.Problem;
import dev.sluice.console.answer.ProblemType;
import dev.sluice.console.answer.Reply;
import dev.sluice.console.answer.Times;
import dev.sluice.console.answer.Workers;
import dev.sluice.gateway.GatewayView;
import dev.sluice.gateway.GatewayView.DeviceStatus;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Locale;

/** Devices: configured, or only seen through their signals. */
public final class DevicesApi {

  private final GatewayView view;
  private final Workers workers;

  public DevicesApi(GatewayView view, Workers workers) {
    this.view = view;
    this.workers = workers;
  }

  /** All devices. */
  public void list(RoutingContext context) {
    Reply.json(
        context,
        workers.run(
            () ->
                Json.write(
                    json -> {
                      json.writeStartArray();
                      for (DeviceStatus device : view.devices()) {
                        write(json, device);
                      }
                      json.writeEndArray();
                    })));
  }

  /** One device. */
  public void one(RoutingContext context) {
    String id = PathTail.of(context, "/devices/", "");
    Reply.json(
        context,
        workers.run(
            () -> {
              DeviceStatus found =
                  view.devices().stream()
                      .filter(device -> device.id().equals(id))
                      .findFirst()
                      .orElseThrow(
                          () ->
                              Problem.of(
                                  ProblemType.UNKNOWN_DEVICE,
                                  "No device has the id '" + id + "'."));
              return Json.write(json -> write(json, found));
            }));
  }

  private static void write(JsonGenerator json, DeviceStatus device) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", device.id());
    json.writeStringField("driver", device.driver());
    json.writeBooleanField("simulated", device.simulated());
    json.writeStringField(
        "status", device.status().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    json.writeStringField("cause", device.cause());
    Json.text(json, "lastSeen", device.lastSeen() == 0 ? null : Times.rfc3339(device.lastSeen()));
    json.writeNumberField("signals", device.signals());
    json.writeEndObject();
  }
}
