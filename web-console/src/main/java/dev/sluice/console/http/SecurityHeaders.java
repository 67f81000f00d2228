package dev.sluice.console.http;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/** The headers that tell browsers to trust nothing but the gateway's own pages. */
final class SecurityHeaders implements Handler<RoutingContext> {

  private final String contentPolicy;

  /**
   * The headers.
   *
   * @param scriptHashes sources of inline scripts that may run, as {@code 'sha256-…'}, may be empty
   */
  SecurityHeaders(String scriptHashes) {
    this.contentPolicy =
        "default-src 'self'; script-src 'self'"
            + (scriptHashes.isEmpty() ? "" : " " + scriptHashes)
            + "; style-src 'self'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none';"
            + " base-uri 'none'; form-action 'self'";
  }

  @Override
  public void handle(RoutingContext context) {
    MultiMap headers = context.response().headers();
    headers.set("Content-Security-Policy", contentPolicy);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set(
        "Permissions-Policy",
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()");
    if (context.request().isSSL()) {
      headers.set("Strict-Transport-Security", "max-age=31536000");
    }
    context.next();
  }
}
