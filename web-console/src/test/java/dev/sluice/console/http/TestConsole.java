package dev.sluice.console.http;

import dev.sluice.access.LoginThrottle;
import dev.sluice.access.Role;
import dev.sluice.config.ConsoleSection;
import dev.sluice.config.TelemetrySection;
import dev.sluice.console.api.Hints;
import dev.sluice.state.Accounts.Account;
import dev.sluice.state.InMemoryAccounts;
import dev.sluice.state.InMemoryAudit;
import dev.sluice.state.InMemoryTokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A real console on a free port of the loopback, before a fake gateway. */
final class TestConsole implements AutoCloseable {

  private static final Hints HINTS =
      new Hints(
          OptionalInt.of(1884),
          "/opt/sluice/bin/sluice",
          java.nio.file.Path.of("/srv/sluice data"));

  static final String PASSWORD = "correct horse battery";

  final SteppedClock clock = new SteppedClock();
  final FakeGateway gateway = new FakeGateway(clock);
  final InMemoryAccounts accounts = new InMemoryAccounts();
  final InMemoryTokens tokens = new InMemoryTokens();
  final InMemoryAudit audit = new InMemoryAudit();
  final ReadablePasswords passwords = new ReadablePasswords();
  final int port = freePort();
  final HttpClient client;
  private final String scheme;
  private final ConsoleServer server;

  TestConsole() {
    this(true);
  }

  TestConsole(boolean metricsFromLoopback) {
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    scheme = "http";
    server = server(port, false, metricsFromLoopback, null);
    start();
  }

  /** Speaks TLS; the client would like HTTP/2. */
  TestConsole(ConsoleServer.Pem pem, SSLContext trust) {
    client =
        HttpClient.newBuilder().sslContext(trust).connectTimeout(Duration.ofSeconds(10)).build();
    scheme = "https";
    server = server(port, true, true, pem);
    start();
  }

  private void start() {
    try {
      server.start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Starts a console that is expected to fail. */
  static void starting(int port, boolean tls) throws IOException {
    try (TestConsole console = new TestConsole();
        ConsoleServer another = console.server(port, tls, true, null)) {
      another.start();
    }
  }

  private ConsoleServer server(
      int port, boolean tls, boolean metricsFromLoopback, ConsoleServer.@Nullable Pem pem) {
    ConsoleSection section =
        new ConsoleSection(
            List.of(new ConsoleSection.Listen(port, "127.0.0.1", tls)),
            new ConsoleSection.Session(Duration.ofMinutes(30), Duration.ofHours(12)));
    TelemetrySection telemetry =
        new TelemetrySection(
            new TelemetrySection.Log(
                TelemetrySection.Log.Format.TEXT, TelemetrySection.Log.Level.INFO),
            metricsFromLoopback,
            null);
    return new ConsoleServer(
        new ConsoleServer.Settings(section, telemetry, pem, HINTS),
        new ConsoleServer.Ports(
            gateway, gateway, accounts, tokens, audit, passwords, new LoginThrottle(clock)),
        clock,
        new SecureRandom(),
        "web-sample");
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  List<Route> table() {
    return server.table();
  }

  String origin() {
    return scheme + "://127.0.0.1:" + port;
  }

  URI uri(String path) {
    return URI.create(origin() + path);
  }

  /** A token with this role. */
  String token(Role role) {
    return tokens.create("test", role, 0, Long.MAX_VALUE);
  }

  void account(String name, Role role) {
    accounts.add(new Account(name, role, passwords.hash(PASSWORD)));
  }

  HttpResponse<String> send(String path, UnaryOperator<HttpRequest.Builder> shape) {
    HttpRequest request =
        shape.apply(HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20))).build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  HttpResponse<String> get(String path) {
    return send(path, request -> request.GET());
  }

  HttpResponse<String> get(String path, String token) {
    return send(path, request -> request.header("Authorization", "Bearer " + token));
  }

  HttpResponse<String> post(String path, String json) {
    return send(path, request -> json(request.POST(HttpRequest.BodyPublishers.ofString(json))));
  }

  HttpResponse<String> body(String method, String path, String token, String json) {
    return send(
        path,
        request ->
            json(
                request
                    .method(method, HttpRequest.BodyPublishers.ofString(json))
                    .header("Authorization", "Bearer " + token)));
  }

  private static HttpRequest.Builder json(HttpRequest.Builder request) {
    return request.header("Content-Type", "application/json");
  }

  /** A browser that is logged in. */
  record Browser(String cookie, String csrf) {}

  Browser logIn(String name) {
    HttpResponse<String> answer =
        post("/api/v1/session", new JsonObject().put("name", name).put("password", PASSWORD) + "");
    return new Browser(cookie(answer), object(answer).getString("csrf"));
  }

  static String cookie(HttpResponse<?> answer) {
    return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
  }

  static JsonObject object(HttpResponse<String> answer) {
    return new JsonObject(answer.body());
  }

  static JsonArray array(HttpResponse<String> answer) {
    return new JsonArray(answer.body());
  }

  /** The last word of a problem's type. */
  static String problem(HttpResponse<String> answer) {
    if (!answer
        .headers()
        .firstValue("Content-Type")
        .orElse("")
        .equals("application/problem+json")) {
      throw new AssertionError("no problem document: " + answer + " " + answer.body());
    }
    JsonObject document = object(answer);
    if (document.getInteger("status") != answer.statusCode()) {
      throw new AssertionError("the document's status differs: " + document);
    }
    return document.getString("type").replace("/problems/", "");
  }

  @Override
  public void close() {
    server.close();
    client.close();
  }
}
