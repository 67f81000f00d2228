package dev.sluice.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A real server that the product forwards to, which goes away and comes back with what it had. */
final class Upstream implements AutoCloseable {

  private final Path folder;
  private final List<String> command;
  private final int port;
  private @Nullable Process process;

  private Upstream(Path folder, List<String> command, int port) {
    this.folder = folder;
    this.command = command;
    this.port = port;
  }

  /** A mosquitto that remembers its clients' sessions, and keeps all that they have not got yet. */
  static Upstream mosquitto(Path folder) throws IOException {
    return mosquitto(folder, "");
  }

  /** The same with more lines in its configuration, such as another listener. */
  static Upstream mosquitto(Path folder, String more) throws IOException {
    int port = Product.freePort();
    // Started as root it would become a user that cannot read the folder of the test.
    Path file =
        Files.writeString(
            folder.resolve("mosquitto.conf"),
            """
            per_listener_settings true
            user %s
            log_type all
            persistence true
            persistence_location %s/
            max_queued_messages 0
            listener %d 127.0.0.1
            allow_anonymous true
            %s
            """
                .formatted(System.getProperty("user.name"), folder, port, more));
    return new Upstream(folder, List.of("/usr/sbin/mosquitto", "-c", file.toString()), port);
  }

  /** An InfluxDB 1.x without accounts. */
  static Upstream influxd(Path folder) throws IOException {
    int port = Product.freePort();
    Path file =
        Files.writeString(
            folder.resolve("influxdb.conf"),
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
            """
                .formatted(Product.freePort(), folder, folder, folder, port));
    return new Upstream(folder, List.of("influxd", "-config", file.toString()), port);
  }

  int port() {
    return port;
  }

  /** Starts it, and returns once it listens. */
  Upstream start() throws IOException {
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("upstream.log").toFile()))
            .start();
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(this::listens);
    return this;
  }

  private boolean listens() throws IOException {
    if (process == null || !process.isAlive()) {
      throw new IOException("it ended: " + Files.readString(folder.resolve("upstream.log")));
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends it in good order, so that it has everything it confirmed when it comes back. */
  void stop() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroy();
      if (!running.waitFor(20, TimeUnit.SECONDS)) {
        running.destroyForcibly().waitFor();
      }
      process = null;
    }
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
