package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The product as it installs, run as a process of its own on free ports of loopback. */
final class Product implements AutoCloseable {

  private static final Path HOME = Path.of("target", "sluice").toAbsolutePath();

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final int mqttPort;
  private final int webSocketPort;
  private final int httpPort;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private @Nullable Process process;
  private @Nullable String token;

  /**
   * A product that is not started yet.
   *
   * @param folder for its configuration and data
   * @param more lines for the end of its configuration
   */
  Product(Path folder, String more) throws IOException {
    this.folder = folder;
    this.mqttPort = freePort();
    this.webSocketPort = freePort();
    this.httpPort = freePort();
    Files.writeString(
        config(),
        """
        gateway: {name: test}
        mqtt:
          listen:
            - {port: %d, bind: 127.0.0.1}
            - {port: %d, bind: 127.0.0.1, websocket: true}
          anonymous: loopback
        console: {listen: [{port: %d, bind: 127.0.0.1, tls: false}]}
        %s
        """
            .formatted(mqttPort, webSocketPort, httpPort, more));
  }

  /** Changes its configuration; takes effect at the next start. */
  Product configured(UnaryOperator<String> change) throws IOException {
    Files.writeString(config(), change.apply(Files.readString(config())));
    return this;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  int mqttPort() {
    return mqttPort;
  }

  int webSocketPort() {
    return webSocketPort;
  }

  int httpPort() {
    return httpPort;
  }

  String address() {
    return "http://127.0.0.1:" + httpPort;
  }

  Path config() {
    return folder.resolve("sluice.yaml");
  }

  Path data() {
    return folder.resolve("data");
  }

  /** Everything it has logged so far, over all its starts. */
  String log() throws IOException {
    return Files.readString(folder.resolve("log.txt"));
  }

  /** Gives it something in its environment; takes effect at the next start. */
  Product with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Starts it and waits until it is ready. */
  Product start() throws IOException {
    begin();
    awaitReady();
    return this;
  }

  /** Starts it without waiting. */
  void begin() throws IOException {
    ProcessBuilder run =
        command("run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log.txt").toFile()));
    run.environment().putAll(environment);
    process = run.start();
  }

  void awaitReady() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(this::ready);
  }

  private boolean ready() throws Exception {
    Process running = process;
    if (running == null || !running.isAlive()) {
      throw new IllegalStateException("it ended:\n" + log());
    }
    try {
      return get("/api/v1/health/ready", false).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends it as a power failure would end a process: at once. */
  void kill() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().waitFor();
      process = null;
    }
  }

  /** The user id that its process has, as the system tells it. */
  String user() throws IOException {
    return Files.getAttribute(Path.of("/proc/" + running().pid()), "unix:uid").toString();
  }

  private Process running() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("it does not run");
    }
    return running;
  }

  /** Ends it as the service manager does, and tells its exit code. */
  int stop() throws InterruptedException {
    Process running = running();
    running.destroy();
    if (!running.waitFor(30, TimeUnit.SECONDS)) {
      running.destroyForcibly();
      throw new IllegalStateException("it did not stop within 30 s");
    }
    process = null;
    return running.exitValue();
  }

  private ProcessBuilder command(String... words) {
    List<String> line = new ArrayList<>();
    line.add(HOME.resolve("bin/sluice").toString());
    line.addAll(List.of(words));
    line.addAll(List.of("--config", config().toString(), "--data", data().toString()));
    return new ProcessBuilder(line);
  }

  /** What a command answered. */
  record Said(int exit, String text) {
    String lastLine() {
      String stripped = text.strip();
      return stripped.substring(stripped.lastIndexOf('\n') + 1);
    }
  }

  /** Runs a command of the product to its end. */
  Said say(String... words) throws IOException, InterruptedException {
    return tell("", words);
  }

  /** The same with something on its standard input. */
  Said tell(String input, String... words) throws IOException, InterruptedException {
    Process running = command(words).redirectErrorStream(true).start();
    running.getOutputStream().write(input.getBytes(UTF_8));
    running.getOutputStream().close();
    String text = new String(running.getInputStream().readAllBytes(), UTF_8);
    return new Said(running.waitFor(), text);
  }

  /** An admin's token, made at the first call. */
  synchronized String token() throws IOException, InterruptedException {
    String known = token;
    if (known == null) {
      Said said = say("token", "create", "--role", "admin");
      if (said.exit() != 0) {
        throw new IOException("no token: " + said.text());
      }
      known = said.lastLine();
      token = known;
    }
    return known;
  }

  /** What a GET answers, as an admin. */
  String get(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = get(path, true);
    if (response.statusCode() != 200) {
      throw new IOException(path + ": " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  HttpResponse<String> get(String path, boolean authorized)
      throws IOException, InterruptedException {
    return ask("GET", path, "", authorized ? token() : "");
  }

  /** What a GET answers, as an admin, as JSON. */
  JsonNode json(String path) throws IOException, InterruptedException {
    return JSON.readTree(get(path));
  }

  /** What a POST answers, as an admin. */
  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return ask("POST", path, body, token());
  }

  /**
   * What a request answers.
   *
   * @param bearer a token, or empty for a stranger
   */
  HttpResponse<String> ask(String method, String path, String body, String bearer)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address() + path));
    if (!bearer.isEmpty()) {
      request.header("Authorization", "Bearer " + bearer);
    }
    if (body.startsWith("{")) {
      request.header("Content-Type", "application/json");
    }
    return http.send(
        request
            .timeout(Duration.ofSeconds(60))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Waits until a signal's last value, as JSON writes it, is this one. */
  void awaitLast(String signal, String value) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () -> {
              HttpResponse<String> answer = get("/api/v1/signals/" + signal, true);
              assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
              assertThat(JSON.readTree(answer.body()).at("/last/value").toString())
                  .isEqualTo(value);
            });
  }

  /** All raw values of a signal in history: value, then how often it is there. */
  Map<Long, Integer> values(String signal) throws IOException, InterruptedException {
    String csv = get("/api/v1/history.csv?signal=" + signal.replace("/", "%2F"));
    Map<Long, Integer> values = new LinkedHashMap<>();
    csv.lines()
        .skip(1)
        .forEach(
            row -> {
              String[] cells = row.split(",", -1);
              values.merge(Math.round(Double.parseDouble(cells[2])), 1, Integer::sum);
            });
    return values;
  }

  /** The ledger, once all that came in has its place in it. */
  JsonNode ledger() throws IOException, InterruptedException {
    JsonNode ledger = json("/api/v1/ledger");
    assertThat(ledger.get("balanced").asBoolean()).as("balanced: %s", ledger).isTrue();
    return ledger;
  }

  @Override
  public void close() {
    try {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.close();
  }
}
