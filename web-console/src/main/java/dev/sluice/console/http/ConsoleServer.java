package dev.sluice.console.http;

import dev.sluice.access.LoginThrottle;
import dev.sluice.config.ConsoleSection;
import dev.sluice.config.TelemetrySection;
import dev.sluice.console.answer.Workers;
import dev.sluice.console.api.DevicesApi;
import dev.sluice.console.api.ExportApi;
import dev.sluice.console.api.HealthApi;
import dev.sluice.console.api.Hints;
import dev.sluice.console.api.HistoryApi;
import dev.sluice.console.api.LedgerApi;
import dev.sluice.console.api.MetricsApi;
import dev.sluice.console.api.SessionApi;
import dev.sluice.console.api.SignalsApi;
import dev.sluice.console.api.UplinksApi;
import dev.sluice.console.api.WearApi;
import dev.sluice.console.api.WriteApi;
import dev.sluice.console.auth.Gate;
import dev.sluice.console.auth.PasswordPort;
import dev.sluice.console.auth.Sessions;
import dev.sluice.console.stream.EventFeed;
import dev.sluice.console.stream.LiveDoor;
import dev.sluice.console.stream.LiveStream;
import dev.sluice.console.stream.Seats;
import dev.sluice.gateway.Commands;
import dev.sluice.gateway.GatewayView;
import dev.sluice.state.Accounts;
import dev.sluice.state.Audit;
import dev.sluice.state.Tokens;
import dev.sluice.time.WallClock;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The web server: API, live stream and pages on all configured addresses.
 *
 * <p>One event loop serves everything, so what lives on it needs no locks; whatever blocks is done
 * by workers or virtual threads.
 */
public final class ConsoleServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ConsoleServer.class);
  private static final int START_SECONDS = 20;
  private static final int STOP_SECONDS = 5;
  private static final long REVIEW_MILLIS = 2000;
  private static final int MAX_CONNECTIONS = 1000;

  /**
   * What stands in the configuration.
   *
   * @param pem key and certificate for listeners with TLS, null if there are none
   * @param hints what the pages tell people to type
   */
  public record Settings(
      ConsoleSection console, TelemetrySection telemetry, @Nullable Pem pem, Hints hints) {}

  /** A private key (PKCS #8) and its certificate chain as PEM files. */
  public record Pem(Path key, Path certificate) {}

  /** What the console asks and does. */
  public record Ports(
      GatewayView view,
      Commands commands,
      Accounts accounts,
      Tokens tokens,
      Audit audit,
      PasswordPort passwords,
      LoginThrottle throttle) {}

  private final Settings settings;
  private final Ports ports;
  private final WallClock clock;
  private final SecureRandom random;
  private final String pagesRoot;
  private @Nullable Vertx vertx;
  private @Nullable MetricsApi metrics;
  private List<Route> table = List.of();

  /** A console that does not listen yet. */
  public ConsoleServer(Settings settings, Ports ports, WallClock clock, SecureRandom random) {
    this(settings, ports, clock, random, "web");
  }

  /** As above, with the pages from another folder of the class path. */
  ConsoleServer(
      Settings settings, Ports ports, WallClock clock, SecureRandom random, String pagesRoot) {
    this.settings = settings;
    this.ports = ports;
    this.clock = clock;
    this.random = random;
    this.pagesRoot = pagesRoot;
  }

  /**
   * Begins to listen; returns once all addresses are served.
   *
   * @throws IOException if an address cannot be served; the message says which and what helps
   */
  public void start() throws IOException {
    Vertx fresh =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    vertx = fresh;
    try {
      Router router = router(fresh);
      for (ConsoleSection.Listen listen : settings.console().listen()) {
        listen(fresh, router, listen);
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private Router router(Vertx vertx) {
    GatewayView view = ports.view();
    Workers workers = new Workers(vertx, "console", 4, 200, "an answer");
    Workers hashing = new Workers(vertx, "console-login", 2, 20, "their password to be checked");
    Workers probes = new Workers(vertx, "console-probe", 2, 10, "an uplink to be tested");
    Sessions sessions = new Sessions(settings.console().session(), clock, random);
    Gate gate = new Gate(sessions, ports.tokens(), clock);
    Seats seats = new Seats();
    LiveStream stream = new LiveStream(vertx, view, gate, workers);
    EventFeed events = new EventFeed(vertx, view, gate, seats);
    MetricsApi meters = new MetricsApi(view, workers, seats::total, sessions::count);
    metrics = meters;
    Routes routes =
        new Routes(
            new HealthApi(view, workers),
            new SessionApi(
                view,
                settings.hints(),
                ports.accounts(),
                ports.audit(),
                sessions,
                ports.passwords(),
                ports.throttle(),
                workers,
                hashing),
            new DevicesApi(view, ports.commands(), ports.audit(), workers),
            new SignalsApi(view, ports.commands(), ports.audit(), workers),
            new HistoryApi(view, workers),
            new ExportApi(view),
            new WriteApi(ports.commands()),
            new LedgerApi(view, workers),
            new WearApi(view, workers),
            new UplinksApi(view, ports.commands(), ports.audit(), workers, probes),
            new LiveDoor(vertx, stream, seats),
            events,
            meters,
            context ->
                context
                    .response()
                    .putHeader("Content-Type", "application/json")
                    .end(OpenApi.describe(table, view.version())));
    table = routes.table();

    vertx.setPeriodic(
        REVIEW_MILLIS,
        id ->
            workers
                .run(
                    () -> {
                      sessions.review(ports.accounts());
                      return sessions;
                    })
                .onComplete(
                    reviewed -> {
                      stream.review();
                      events.review();
                    }));

    Pages pages = new Pages(ConsoleServer.class.getClassLoader(), pagesRoot);
    Router router = Router.router(vertx);
    router.route().handler(new SecurityHeaders(pages.scriptHashes()));
    ProblemPages.mount(router);
    pages.mount(router);
    new Door(gate, settings.telemetry().metricsFromLoopback(), clock)
        .mount(router, table, pages::nowhere);
    return router;
  }

  private void listen(Vertx vertx, Router router, ConsoleSection.Listen listen) throws IOException {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(listen.bind())
            .setPort(listen.port())
            .setIdleTimeout(60)
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setMaxInitialLineLength(32 * 1024)
            .setMaxHeaderSize(16 * 1024)
            .setHandle100ContinueAutomatically(true)
            .setHttp2ClearTextEnabled(false)
            .setMaxWebSocketFrameSize(64 * 1024)
            .setMaxWebSocketMessageSize(64 * 1024)
            .setPerMessageWebSocketCompressionSupported(false)
            .setPerFrameWebSocketCompressionSupported(false)
            .setWebSocketClosingTimeout(2);
    if (listen.tls()) {
      Pem pem = settings.pem();
      if (pem == null) {
        throw new IOException(
            "the console is to speak TLS on port "
                + listen.port()
                + ", but there is no certificate: give one, or set tls: false there");
      }
      // HTTP/1.1 only: the HTTP/2 of Vert.x 4.5.27 needs a newer Netty than the broker's.
      options
          .setSsl(true)
          .setUseAlpn(false)
          .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
          .setKeyCertOptions(
              new PemKeyCertOptions()
                  .setKeyPath(pem.key().toString())
                  .setCertPath(pem.certificate().toString()));
    }
    HttpServer server = vertx.createHttpServer(options);
    Connections connections = new Connections(MAX_CONNECTIONS);
    server.connectionHandler(connections);
    server.requestHandler(router);
    String address = listen.bind() + ":" + listen.port();
    try {
      server
          .listen()
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(
          "the console cannot listen on "
              + address
              + " ("
              + (e.getCause() == null ? e : e.getCause()).getMessage()
              + "): if another program uses that port, stop it or set another one at"
              + " console.listen",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while starting the console on " + address, e);
    }
    log.debug("Console at {}://{}", listen.tls() ? "https" : "http", address);
  }

  /** All routes, once started. */
  List<Route> table() {
    return table;
  }

  /** Stops listening and cuts all connections; returns once that is done. */
  @Override
  public void close() {
    Vertx running = vertx;
    vertx = null;
    if (running == null) {
      return;
    }
    try {
      running.close().toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.warn("The console did not stop cleanly; its port may stay in use for a while", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    MetricsApi meters = metrics;
    if (meters != null) {
      meters.close();
    }
  }
}
