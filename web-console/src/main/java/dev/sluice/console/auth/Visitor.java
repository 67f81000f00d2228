package dev.sluice.console.auth;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Where the door leaves the caller for the handlers behind it. */
public final class Visitor {

  private static final String KEY = "sluice.caller";

  private Visitor() {}

  /** The caller if it is known. */
  public static Optional<Caller> of(RoutingContext context) {
    return Optional.ofNullable(context.get(KEY));
  }

  /**
   * The caller at a route that needs one.
   *
   * @throws IllegalStateException if the route is open to all
   */
  public static Caller known(RoutingContext context) {
    return of(context).orElseThrow(() -> new IllegalStateException("this route is open to all"));
  }

  /** Leaves the caller for the handlers. */
  public static void leave(RoutingContext context, Caller caller) {
    context.put(KEY, caller);
  }

  /** The network address the request came from. */
  public static String address(RoutingContext context) {
    return context.request().remoteAddress().hostAddress();
  }
}
