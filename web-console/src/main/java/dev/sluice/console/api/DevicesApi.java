package dev.sluice.console.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.console.answer.Json;
import dev.sluice.console.answer.Problem;
import dev.sluice.console.answer.ProblemType;
import dev.sluice.console.answer.Reply;
import dev.sluice.console.answer.Times;
import dev.sluice.console.answer.Workers;
import dev.sluice.console.auth.Caller;
import dev.sluice.console.auth.Visitor;
import dev.sluice.gateway.Commands;
import dev.sluice.gateway.Commands.Refused;
import dev.sluice.gateway.GatewayView;
import dev.sluice.gateway.GatewayView.DeviceStatus;
import dev.sluice.state.Audit;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Locale;

/** Devices, configured or only seen through their signals: look, forget. */
public final class DevicesApi {

  private final GatewayView view;
  private final Commands commands;
  private final Audit audit;
  private final Workers workers;

  public DevicesApi(GatewayView view, Commands commands, Audit audit, Workers workers) {
    this.view = view;
    this.commands = commands;
    this.audit = audit;
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
                      .orElseThrow(() -> unknown(id));
              return Json.write(json -> write(json, found));
            }));
  }

  /** Forgets all signals of a device that is not configured any more, and their history. */
  public void forget(RoutingContext context) {
    String id = PathTail.of(context, "/devices/", "");
    Caller caller = Visitor.known(context);
    workers
        .run(
            () -> {
              int signals = commands.forgetDevice(id);
              audit.record(
                  new Audit.Act(
                      view.clock().micros(),
                      caller.source(),
                      "device-forgotten",
                      id + ", " + signals + " signals"));
              return id;
            })
        .onSuccess(forgotten -> Reply.nothing(context))
        .onFailure(failure -> context.fail(translated(failure, id)));
  }

  private static Throwable translated(Throwable failure, String id) {
    if (!(failure instanceof Refused refused)) {
      return failure;
    }
    return switch (refused.why()) {
      case UNKNOWN -> unknown(id);
      case IMPOSSIBLE -> Problem.of(ProblemType.DEVICE_CONFIGURED, refused.getMessage() + ".");
      case FAILED -> Problem.of(ProblemType.NOT_DURABLE, refused.getMessage() + ".");
    };
  }

  private static Problem unknown(String id) {
    return Problem.of(ProblemType.UNKNOWN_DEVICE, "No device has the id '" + id + "'.");
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
