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
import dev.sluice.model.Kind;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.state.Audit;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Signals: look, set, forget. */
public final class SignalsApi {

  /** The most signals in one answer. */
  public static final int MAX_LIMIT = 100_000;

  private static final int USUAL_LIMIT = 1000;

  private final GatewayView view;
  private final Commands commands;
  private final Audit audit;
  private final Workers workers;

  public SignalsApi(GatewayView view, Commands commands, Audit audit, Workers workers) {
    this.view = view;
    this.commands = commands;
    this.audit = audit;
    this.workers = workers;
  }

  private record Page(Buffer json, long total, @Nullable SignalId next) {}

  /** A page of signals in the order of their ids; the Link header leads to the next one. */
  public void list(RoutingContext context) {
    Parameters query = new Parameters(context.queryParams());
    int limit = query.whole("limit", 1, MAX_LIMIT, USUAL_LIMIT);
    Optional<String> q = query.text("q");
    Optional<SignalId> after = query.text("after").map(SignalsApi::cursor);
    workers
        .run(() -> page(limit, after, q))
        .onSuccess(
            page -> {
              context.response().putHeader("X-Total-Count", Long.toString(page.total()));
              SignalId next = page.next();
              if (next != null) {
                context
                    .response()
                    .putHeader("Link", "<" + link(limit, next, q) + ">; rel=\"next\"");
              }
              Reply.json(context, page.json());
            })
        .onFailure(context::fail);
  }

  private Page page(int limit, Optional<SignalId> after, Optional<String> q) {
    List<Signal> all = view.signals().sorted();
    if (q.isPresent()) {
      String wanted = q.get().toLowerCase(Locale.ROOT);
      all = all.stream().filter(signal -> matches(signal, wanted)).toList();
    }
    int total = all.size();
    List<Signal> rest =
        after.isEmpty()
            ? all
            : all.stream().filter(signal -> signal.id().compareTo(after.get()) > 0).toList();
    List<Signal> page = rest.subList(0, Math.min(limit, rest.size()));
    long now = view.clock().micros();
    Buffer json =
        Json.write(
            out -> {
              out.writeStartArray();
              for (Signal signal : page) {
                SignalJson.write(out, signal, view, now);
              }
              out.writeEndArray();
            });
    return new Page(json, total, page.size() < rest.size() ? page.getLast().id() : null);
  }

  private boolean matches(Signal signal, String wanted) {
    return signal.id().toString().toLowerCase(Locale.ROOT).contains(wanted)
        || view.presentation(signal).name().toLowerCase(Locale.ROOT).contains(wanted);
  }

  private static SignalId cursor(String text) {
    try {
      return SignalId.parse(text);
    } catch (IllegalArgumentException e) {
      throw Problem.at(
          ProblemType.BAD_QUERY, "after", "'after' is a signal id: " + e.getMessage() + ".");
    }
  }

  private static String link(int limit, SignalId after, Optional<String> q) {
    return "/api/v1/signals?limit="
        + limit
        + "&after="
        + encode(after.toString())
        + q.map(text -> "&q=" + encode(text)).orElse("");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** One signal. */
  public void one(RoutingContext context) {
    Signal signal = find(PathTail.signal(context, ""));
    Reply.json(
        context, Json.write(json -> SignalJson.write(json, signal, view, view.clock().micros())));
  }

  /** Sets a signal of a device whose driver can. */
  public void set(RoutingContext context) {
    Signal signal = find(PathTail.signal(context, "/value"));
    JsonMembers body = JsonMembers.read(context.body().buffer(), Set.of("value"));
    Value value = value(body, signal.kind());
    Caller caller = Visitor.known(context);
    workers
        .run(
            () -> {
              commands.set(signal.id(), value);
              note(caller, "signal-set", signal.id() + " = " + text(value));
              return signal;
            })
        .onSuccess(set -> Reply.nothing(context))
        .onFailure(
            failure ->
                context.fail(
                    translated(
                        failure,
                        signal.id(),
                        ProblemType.NOT_SETTABLE,
                        ProblemType.DEVICE_REFUSED)));
  }

  /** Forgets a signal and all its history. */
  public void forget(RoutingContext context) {
    SignalId id = PathTail.signal(context, "");
    Caller caller = Visitor.known(context);
    workers
        .run(
            () -> {
              commands.forget(id);
              note(caller, "signal-forgotten", id.toString());
              return id;
            })
        .onSuccess(forgotten -> Reply.nothing(context))
        .onFailure(
            failure ->
                context.fail(
                    translated(failure, id, ProblemType.NOT_SETTABLE, ProblemType.NOT_DURABLE)));
  }

  private Signal find(SignalId id) {
    Signal signal = view.signals().find(id);
    if (signal == null) {
      throw PathTail.unknown(id.toString());
    }
    return signal;
  }

  private static Value value(JsonMembers body, Kind kind) {
    Object given = body.any("value");
    Value value =
        switch (given) {
          case Double number when Double.isFinite(number) -> new Value.Num(number);
          case Boolean on -> new Value.Bool(on);
          case String text
              when text.getBytes(StandardCharsets.UTF_8).length <= Value.MAX_TEXT_BYTES ->
              new Value.Text(text);
          case null, default -> null;
        };
    if (value == null || value.kind() != kind) {
      String wanted =
          switch (kind) {
            case NUMBER -> "a finite number";
            case BOOL -> "true or false";
            case TEXT -> "a text of at most " + Value.MAX_TEXT_BYTES + " bytes";
            case MESSAGE -> "left alone: this signal shows messages that pass through";
          };
      throw Problem.at(ProblemType.BAD_BODY, "value", "'value' must be " + wanted + ".");
    }
    return value;
  }

  private static Throwable translated(
      Throwable failure, SignalId id, ProblemType impossible, ProblemType failed) {
    if (!(failure instanceof Refused refused)) {
      return failure;
    }
    return switch (refused.why()) {
      case UNKNOWN -> PathTail.unknown(id.toString());
      case IMPOSSIBLE -> Problem.of(impossible, sentence(refused));
      case FAILED -> Problem.of(failed, sentence(refused));
    };
  }

  private static String sentence(Refused refused) {
    String message = refused.getMessage();
    if (message == null || message.isEmpty()) {
      return "";
    }
    return message.endsWith(".") ? message : message + ".";
  }

  private static String text(Value value) {
    StringBuilder text = new StringBuilder();
    Json.value(text, value);
    return text.length() > 100 ? text.substring(0, 100) + "…" : text.toString();
  }

  private void note(Caller caller, String what, String detail) {
    audit.record(new Audit.Act(view.clock().micros(), caller.source(), what, detail));
  }
}
