package dev.sluice.console.http;

import dev.sluice.console.answer.Problem;
import dev.sluice.console.answer.ProblemType;
import dev.sluice.console.answer.Times;
import dev.sluice.console.auth.Caller;
import dev.sluice.console.auth.Gate;
import dev.sluice.console.auth.Visitor;
import dev.sluice.time.WallClock;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every request passes before its handler: who is it, may it, was it forged, is its body what
 * the route takes. Whatever goes wrong behind it leaves as a problem document.
 */
final class Door {

  private static final Logger log = LoggerFactory.getLogger(Door.class);
  private static final int MAX_JSON_BODY = 64 * 1024;

  private final Gate gate;
  private final boolean metricsFromLoopback;
  private final WallClock clock;

  Door(Gate gate, boolean metricsFromLoopback, WallClock clock) {
    this.gate = gate;
    this.metricsFromLoopback = metricsFromLoopback;
    this.clock = clock;
  }

  /**
   * Puts the whole table behind the door.
   *
   * @param page answers a browser at an address that nobody serves; false = it did not
   */
  void mount(Router router, List<Route> table, Predicate<RoutingContext> page) {
    // Some clients cannot send less than an empty object.
    BodyHandler none = BodyHandler.create(false).setBodyLimit("{}".length());
    BodyHandler some = BodyHandler.create(false).setBodyLimit(MAX_JSON_BODY);
    for (Route route : table) {
      io.vertx.ext.web.Route mounted =
          route.hasId()
              ? router.routeWithRegex(route.method(), route.pattern())
              : router.route(route.method(), route.path());
      mounted.handler(context -> enter(context, route));
      if (route.takes() != null) {
        mounted.handler(behind(some));
      } else if (!route.streamed() && !route.path().endsWith("/live")) {
        mounted.handler(behind(none));
      }
      mounted.handler(route.handler());
      mounted.failureHandler(this::fail);
    }
    router
        .route()
        .last()
        .handler(
            context -> {
              Problem problem = nowhere(context, table);
              if (problem.type() != ProblemType.NOT_FOUND || !page.test(context)) {
                fail(context, problem);
              }
            });
  }

  /** Vert.x wants body handlers first; ours come after the door. */
  private static Handler<RoutingContext> behind(BodyHandler handler) {
    return context -> handler.handle(context);
  }

  private void enter(RoutingContext context, Route route) {
    HttpServerRequest request = context.request();
    context.response().putHeader("Cache-Control", "no-store");
    Optional<Caller> known = gate.caller(request);
    if (route.need() != Need.NOBODY && known.isEmpty()) {
      boolean open =
          route.need() == Need.VIEWER_OR_LOOPBACK && metricsFromLoopback && isOnThisBox(request);
      if (!open) {
        throw Problem.of(ProblemType.NOT_LOGGED_IN, "");
      }
    }
    Caller caller = known.orElse(null);
    Gate.refuseForged(request, caller);
    if (caller != null) {
      if (!caller.role().covers(route.need().role())) {
        throw Problem.of(
            ProblemType.ROLE_TOO_LOW,
            "This needs the role "
                + route.need().role().word()
                + ", yours is "
                + caller.role().word()
                + ".");
      }
      Visitor.leave(context, caller);
    }
    if (route.takes() != null && (route.bodyNeeded() || hasBody(request))) {
      refuseOtherThanJson(request);
    }
    context.next();
  }

  /** True for a program on this box that speaks for itself, not for somebody behind a proxy. */
  private static boolean isOnThisBox(HttpServerRequest request) {
    return request.getHeader("Forwarded") == null
        && request.getHeader("X-Forwarded-For") == null
        && request.getHeader("Via") == null
        && InetAddress.ofLiteral(request.remoteAddress().hostAddress()).isLoopbackAddress();
  }

  private static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    return request.getHeader("Transfer-Encoding") != null
        || (length != null && !length.equals("0"));
  }

  private static void refuseOtherThanJson(HttpServerRequest request) {
    String type = request.getHeader("Content-Type");
    String bare = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!bare.equals("application/json")) {
      throw Problem.of(ProblemType.WRONG_CONTENT_TYPE, "The body must be application/json.");
    }
    if (request.getHeader("Content-Encoding") != null) {
      throw Problem.of(ProblemType.WRONG_CONTENT_TYPE, "The body must not be packed.");
    }
  }

  private static Problem nowhere(RoutingContext context, List<Route> table) {
    String path = context.normalizedPath();
    TreeSet<String> allowed = new TreeSet<>();
    for (Route route : table) {
      if (path.matches(route.pattern())) {
        allowed.add(route.method().name());
      }
    }
    if (allowed.isEmpty()) {
      return Problem.of(ProblemType.NOT_FOUND, "");
    }
    context.response().putHeader("Allow", String.join(", ", allowed));
    return Problem.of(ProblemType.METHOD_NOT_ALLOWED, "");
  }

  private void fail(RoutingContext context) {
    fail(context, problem(context.failure(), context.statusCode()));
  }

  private Problem problem(@Nullable Throwable failure, int status) {
    if (failure instanceof Problem problem) {
      return problem;
    }
    int code = failure instanceof HttpException http ? http.getStatusCode() : status;
    if (code == 413) {
      return Problem.of(
          ProblemType.TOO_LARGE, "The body may have at most " + MAX_JSON_BODY + " bytes here.");
    }
    if (code == 400) {
      return Problem.of(ProblemType.BAD_QUERY, "The request is malformed.");
    }
    String time = Times.rfc3339(clock.micros());
    log.error("A request failed at {}", time, failure);
    return Problem.of(ProblemType.INTERNAL, "It happened at " + time + ".");
  }

  private static void fail(RoutingContext context, Problem problem) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (response.headWritten()) {
      context.request().connection().close(); // half an answer must not look like a whole one
      return;
    }
    if (problem.retryAfterSeconds() > 0) {
      response.putHeader("Retry-After", Integer.toString(problem.retryAfterSeconds()));
    }
    if (problem.type() == ProblemType.NOT_LOGGED_IN) {
      response.putHeader("WWW-Authenticate", "Bearer realm=\"sluice\"");
    }
    if (problem.type() == ProblemType.TOO_LARGE) {
      response.putHeader("Connection", "close");
    }
    response
        .setStatusCode(problem.type().status())
        .putHeader("Content-Type", "application/problem+json")
        .putHeader("Cache-Control", "no-store")
        .end(problem.document());
  }
}
