package dev.sluice.console.api;

import dev.sluice.console.answer.Json;
import dev.sluice.console.answer.JsonMembers;
import dev.sluice.console.answer.Parameters;
import dev.sluice.console.answer.Problem;
import dev.sluice.console.answer.ProblemType;
import dev.sluice.console.answer.Reply;
import dev.sluice.console.answer.Workers;
import dev.sluice.console.auth.Caller;
import dev.sluice.console.auth.Visitor;
import dev.sluice.gateway.Commands;
import dev.sluice.gateway.Commands.Refused;
import dev.sluice.gateway.GatewayView;
import dev.sluice.state.Audit;
import dev.sluice.state.UplinkState.DeadLetter;
import dev.sluice.uplink.Delivery;
import dev.sluice.uplink.UplinkStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Uplinks: look, pause, resume, test, and what their destinations will never take. */
public final class UplinksApi {

  /** The most dead letters in one answer. */
  public static final int MAX_LIMIT = 10_000;

  /** The dead letters in one answer unless told. */
  public static final int USUAL_LIMIT = 100;

  /** The longest pause that ends by itself, in minutes: a year. */
  public static final int LONGEST_PAUSE = 525_600;

  private static final int NO_END = 0;

  private final GatewayView view;
  private final Commands commands;
  private final Audit audit;
  private final Workers workers;
  private final Workers probes;

  /**
   * Makes the handlers.
   *
   * @param probes threads of their own for tests, which wait for destinations that may not answer
   */
  public UplinksApi(
      GatewayView view, Commands commands, Audit audit, Workers workers, Workers probes) {
    this.view = view;
    this.commands = commands;
    this.audit = audit;
    this.workers = workers;
    this.probes = probes;
  }

  /** All uplinks. */
  public void list(RoutingContext context) {
    Reply.json(
        context,
        workers.run(
            () -> {
              List<UplinkStatus> uplinks = view.uplinks();
              long now = view.clock().micros();
              return Json.write(
                  json -> {
                    json.writeStartArray();
                    for (UplinkStatus uplink : uplinks) {
                      UplinkJson.write(json, uplink, now);
                    }
                    json.writeEndArray();
                  });
            }));
  }

  /** One uplink. */
  public void one(RoutingContext context) {
    String id = id(context, "");
    Reply.json(
        context,
        workers.run(
            () -> {
              UplinkStatus uplink = find(id);
              return Json.write(json -> UplinkJson.write(json, uplink, view.clock().micros()));
            }));
  }

  /** What the destination will never take, the newest first. */
  public void deadLetters(RoutingContext context) {
    String id = id(context, "/dead-letters");
    int limit = new Parameters(context.queryParams()).whole("limit", 1, MAX_LIMIT, USUAL_LIMIT);
    Reply.json(
        context,
        workers.run(
            () -> {
              find(id);
              List<DeadLetter> letters = view.deadLetters(id, limit);
              return Json.write(
                  json -> {
                    json.writeStartArray();
                    for (DeadLetter letter : letters) {
                      UplinkJson.write(json, letter);
                    }
                    json.writeEndArray();
                  });
            }));
  }

  /** Sends nothing for some minutes, or until somebody resumes. */
  public void pause(RoutingContext context) {
    String id = id(context, "/pause");
    int minutes = minutes(context.body().buffer());
    Duration time = minutes == NO_END ? null : Duration.ofMinutes(minutes);
    change(
        context,
        id,
        "uplink-paused",
        id + (time == null ? ", until resumed" : ", for " + minutes + " min"),
        () -> commands.pause(id, time));
  }

  /** Ends a pause, or tries a destination again that refused us. */
  public void resume(RoutingContext context) {
    String id = id(context, "/resume");
    change(context, id, "uplink-resumed", id, () -> commands.resume(id));
  }

  /** Finds out whether the destination would take readings. */
  public void test(RoutingContext context) {
    String id = id(context, "/test");
    Caller caller = Visitor.known(context);
    probes
        .run(
            () -> {
              String why = why(commands.test(id));
              note(caller, "uplink-tested", id + (why == null ? ": it works" : ": " + why));
              return Json.write(
                  json -> {
                    json.writeStartObject();
                    json.writeBooleanField("ok", why == null);
                    Json.text(json, "why", why);
                    json.writeEndObject();
                  });
            })
        .onSuccess(answer -> Reply.json(context, answer))
        .onFailure(failure -> context.fail(translated(failure, id)));
  }

  /** Something that is done to an uplink. */
  @FunctionalInterface
  private interface Change {
    void make() throws Refused;
  }

  private void change(
      RoutingContext context, String id, String what, String detail, Change change) {
    Caller caller = Visitor.known(context);
    workers
        .run(
            () -> {
              change.make();
              note(caller, what, detail);
              return id;
            })
        .onSuccess(done -> Reply.nothing(context))
        .onFailure(failure -> context.fail(translated(failure, id)));
  }

  private static int minutes(@Nullable Buffer body) {
    if (body == null || body.length() == 0) {
      return NO_END;
    }
    return JsonMembers.read(body, Set.of("minutes")).whole("minutes", 1, LONGEST_PAUSE, NO_END);
  }

  /** What a delivery that did not work says; null if it worked. */
  private static @Nullable String why(Delivery delivery) {
    return switch (delivery) {
      case Delivery.Delivered delivered -> null;
      case Delivery.Retry retry -> retry.why();
      case Delivery.Poison poison -> String.join("; ", poison.why().values());
      case Delivery.Rejected rejected -> rejected.why();
      case Delivery.Refused refused -> refused.why();
    };
  }

  private UplinkStatus find(String id) {
    return view.uplinks().stream()
        .filter(uplink -> uplink.id().equals(id))
        .findFirst()
        .orElseThrow(() -> unknown(id));
  }

  private void note(Caller caller, String what, String detail) {
    audit.record(new Audit.Act(view.clock().micros(), caller.source(), what, detail));
  }

  private static String id(RoutingContext context, String after) {
    return PathTail.of(context, "/uplinks/", after);
  }

  private static Throwable translated(Throwable failure, String id) {
    if (!(failure instanceof Refused refused)) {
      return failure;
    }
    return switch (refused.why()) {
      case UNKNOWN -> unknown(id);
      case IMPOSSIBLE, FAILED -> Problem.later(ProblemType.BUSY, refused.getMessage() + ".", 2);
    };
  }

  private static Problem unknown(String id) {
    return Problem.of(ProblemType.UNKNOWN_UPLINK, "No uplink has the id '" + id + "'.");
  }
}
