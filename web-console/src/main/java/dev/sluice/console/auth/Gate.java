package dev.sluice.console.auth;

import dev.sluice.console.answer.Problem;
import dev.sluice.console.answer.ProblemType;
import dev.sluice.state.Tokens;
import dev.sluice.time.WallClock;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells who sent a request, and whether a browser was tricked into sending it. Quick: runs on the
 * event loop for every request.
 */
public final class Gate {

  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
  private static final String BEARER = "bearer ";

  private final Sessions sessions;
  private final Tokens tokens;
  private final WallClock clock;

  public Gate(Sessions sessions, Tokens tokens, WallClock clock) {
    this.sessions = sessions;
    this.tokens = tokens;
    this.clock = clock;
  }

  /**
   * Who sent the request; empty if nobody known. A token that is not known is nobody, whatever
   * cookie comes with it.
   */
  public Optional<Caller> caller(HttpServerRequest request) {
    String authorization = request.getHeader("Authorization");
    if (authorization != null) {
      return authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
          ? byToken(authorization.substring(BEARER.length()).strip())
          : Optional.empty();
    }
    return sessions.touch(cookie(request)).map(Gate::ofSession);
  }

  /**
   * The caller as it is now: with its present role, or empty once its session or token is over.
   *
   * @param alive true if this counts as a sign of life of the session
   */
  public Optional<Caller> again(Caller caller, boolean alive) {
    Session session = caller.session();
    if (session != null) {
      return (alive ? sessions.touch(session.id()) : sessions.peek(session.id()))
          .map(Gate::ofSession);
    }
    String text = caller.tokenText();
    return text == null ? Optional.empty() : byToken(text);
  }

  /** A caller by session. */
  public static Caller ofSession(Session session) {
    return new Caller(session.user(), session.user(), session.role(), session, null);
  }

  private Optional<Caller> byToken(String text) {
    return tokens
        .check(text, clock.micros())
        .map(token -> new Caller(token.id(), "token:" + token.id(), token.role(), null, text));
  }

  /** The session id that the request's cookie carries, or null. */
  public static @Nullable String cookie(HttpServerRequest request) {
    Cookie cookie = request.getCookie(cookieName(request));
    return cookie == null ? null : cookie.getValue();
  }

  /** Gives the browser its session. */
  public static void giveCookie(HttpServerRequest request, HttpServerResponse response, String id) {
    response.addCookie(shape(Cookie.cookie(cookieName(request), id), request));
  }

  /** Takes it away again. */
  public static void takeCookie(HttpServerRequest request, HttpServerResponse response) {
    response.addCookie(shape(Cookie.cookie(cookieName(request), ""), request).setMaxAge(0));
  }

  private static Cookie shape(Cookie cookie, HttpServerRequest request) {
    return cookie
        .setPath("/")
        .setHttpOnly(true)
        .setSecure(request.isSSL())
        .setSameSite(CookieSameSite.STRICT);
  }

  /** Browsers take the {@code __Host-} prefix over TLS only. */
  private static String cookieName(HttpServerRequest request) {
    return request.isSSL() ? "__Host-sluice" : "sluice";
  }

  /**
   * Refuses what another site may have made a browser send.
   *
   * @param caller who sent it, null if that does not matter
   * @throws Problem if the origin is foreign, or an unsafe request with a session's cookie lacks
   *     the session's token
   */
  public static void refuseForged(HttpServerRequest request, @Nullable Caller caller) {
    Session session = caller == null ? null : caller.session();
    if (SAFE.contains(request.method()) || (caller != null && session == null)) {
      return; // a token is not sent by a browser of its own accord
    }
    refuseForeign(request);
    if (session != null && !same(session.csrf(), request.getHeader("X-CSRF-Token"))) {
      throw Problem.of(ProblemType.CSRF_TOKEN_MISSING, "");
    }
  }

  /** Refuses a request that says it comes from another origin. */
  public static void refuseForeign(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    if (origin == null) {
      String site = request.getHeader("Sec-Fetch-Site");
      if (site != null && !site.equals("same-origin") && !site.equals("none")) {
        throw Problem.of(ProblemType.FOREIGN_ORIGIN, "");
      }
    } else if (!sameOrigin(request, origin)) {
      throw Problem.of(ProblemType.FOREIGN_ORIGIN, "");
    }
  }

  private static boolean sameOrigin(HttpServerRequest request, String origin) {
    try {
      URI uri = new URI(origin);
      String scheme = uri.getScheme();
      String host = uri.getHost();
      if (host == null || request.authority() == null) {
        return false; // also "null", as sandboxed pages send
      }
      boolean https = "https".equals(scheme);
      if (!https && (request.isSSL() || !"http".equals(scheme))) {
        return false; // https at a plain listener is a proxy on this box that ends TLS
      }
      int standard = https ? 443 : 80;
      int originPort = uri.getPort() < 0 ? standard : uri.getPort();
      int hostPort = request.authority().port() < 0 ? standard : request.authority().port();
      return host.equalsIgnoreCase(request.authority().host()) && originPort == hostPort;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Compares without telling by its time how much was right. */
  private static boolean same(String expected, @Nullable String given) {
    return given != null
        && MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }
}
