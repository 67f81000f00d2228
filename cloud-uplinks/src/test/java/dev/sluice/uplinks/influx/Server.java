package dev.sluice.uplinks.influx;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/** A real server of the system's packages on loopback, with its files in a folder of its own. */
final class Server implements AutoCloseable {

  private final List<String> command;
  private final Path log;
  private final HttpClient http = HttpClient.newHttpClient();
  final String url;
  private Process process;

  private Server(List<String> command, Path folder, int port) throws IOException {
    this.command = command;
    this.log = folder.resolve("log");
    this.url = "http://127.0.0.1:" + port;
    this.process = start();
  }

  /** InfluxDB 1.x: no accounts, or one called {@code admin} with the password {@code secret}. */
  static Server influx(Path folder, boolean accounts) throws Exception {
    int port = freePort();
    String config =
        """
        reporting-disabled = true
        bind-address = "127.0.0.1:%d"
        [meta]
        dir = "%s/meta"
        [data]
        dir = "%s/data"
        wal-dir = "%s/wal"
        [http]
        bind-address = "127.0.0.1:%d"
        auth-enabled = %s
        """
            .formatted(freePort(), folder, folder, folder, port, accounts);
    Path file = Files.writeString(folder.resolve("influxdb.conf"), config);
    Server server = new Server(List.of("influxd", "-config", file.toString()), folder, port);
    try {
      server.awaitAnswer("/ping");
      if (accounts) {
        server.post("/query", "q=CREATE USER admin WITH PASSWORD 'secret' WITH ALL PRIVILEGES");
      }
      server.post("/query?u=admin&p=secret", "q=CREATE DATABASE plant");
      return server;
    } catch (IOException | InterruptedException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  static Server victoriaMetrics(Path folder) throws Exception {
    int port = freePort();
    Server server =
        new Server(
            List.of(
                "victoria-metrics",
                "-httpListenAddr=127.0.0.1:" + port,
                "-storageDataPath=" + folder.resolve("data"),
                "-dedup.minScrapeInterval=1ms",
                "-search.latencyOffset=0s"),
            folder,
            port);
    try {
      server.awaitAnswer("/health");
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /**
   * nginx in front of another server, on two addresses of loopback.
   *
   * @param rules of the place that hands on, in its own words
   * @param zone likewise, outside of any server
   * @param listen what stands behind the address, such as {@code ssl}
   */
  static Server nginx(Path folder, String behind, String zone, String listen, String rules)
      throws Exception {
    int port = freePort();
    String config =
        """
        daemon off;
        worker_processes 1;
        pid %1$s/nginx.pid;
        error_log stderr;
        events {}
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          %2$s
          server {
            listen 127.0.0.1:%3$d %4$s;
            listen 127.0.0.2:%3$d %4$s;
            location = /there { return 204; }
            location / {
              proxy_pass %5$s;
              %6$s
            }
          }
        }
        """
            .formatted(folder, zone, port, listen, behind, rules);
    Path file = Files.writeString(folder.resolve("nginx.conf"), config);
    Server server =
        new Server(
            List.of("nginx", "-p", folder.toString(), "-e", "stderr", "-c", file.toString()),
            folder,
            port);
    try {
      if (listen.isEmpty()) {
        server.awaitAnswer("/there");
      } else {
        server.awaitPort(port);
      }
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private void awaitPort(int port) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(
            () -> {
              try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
              }
            });
  }

  private Process start() throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitAnswer(String path) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> get(path).statusCode() < 300);
  }

  void stop() {
    process.destroy();
    try {
      process.onExit().get(10, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      process.destroyForcibly().onExit().join();
    }
  }

  void startAgain(String health) throws IOException {
    process = start();
    awaitAnswer(health);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void post(String path, String form) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form.replace(" ", "%20").replace("'", "%27")))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
  }

  /** The rows of an InfluxQL query as the server writes them in CSV, without the heading. */
  List<String> rows(String query) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    url
                        + "/query?db=plant&epoch=u&u=admin&p=secret&q="
                        + URLEncoder.encode(query, StandardCharsets.UTF_8)))
            .header("Accept", "application/csv")
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body().lines().skip(1).toList();
  }

  @Override
  public void close() {
    stop();
    http.close();
  }
}
