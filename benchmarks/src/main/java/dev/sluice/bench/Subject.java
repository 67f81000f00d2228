package dev.sluice.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process under test: started on a free port of loopback, measured from outside, ended by its
 * handle.
 */
final class Subject implements AutoCloseable {

  private final String name;
  private final Process process;
  private final int port;
  private final int httpPort;
  private final long startedAt;

  private Subject(String name, List<String> command, Path log, int port, int httpPort)
      throws IOException {
    this.name = name;
    this.port = port;
    this.httpPort = httpPort;
    this.startedAt = System.nanoTime();
    this.process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /**
   * The product as it installs, with nothing but ports and a commit interval in its configuration.
   */
  static Subject sluice(Path home, Path work, String acknowledged) throws IOException {
    return sluice(home, work, acknowledged, "", "");
  }

  /**
   * The product with more in its configuration.
   *
   * @param history further keys of that section, separated by commas; may be empty
   * @param more further sections
   */
  static Subject sluice(Path home, Path work, String acknowledged, String history, String more)
      throws IOException {
    Files.createDirectories(work);
    int port = freePort();
    int http = freePort();
    Path config = work.resolve("sluice.yaml");
    Files.writeString(
        config,
        """
        gateway: {name: bench}
        mqtt: {listen: [{port: %d, bind: 127.0.0.1}], anonymous: loopback}
        console: {listen: [{port: %d, bind: 127.0.0.1, tls: false}]}
        history: {commit: {acknowledged: %s, other: 1s}%s}
        %s"""
            .formatted(port, http, acknowledged, history.isEmpty() ? "" : ", " + history, more));
    return new Subject(
        "sluice",
        List.of(
            home.resolve("bin/sluice").toString(),
            "run",
            "--config",
            config.toString(),
            "--data",
            work.resolve("data").toString()),
        work.resolve("log.txt"),
        port,
        http);
  }

  /** Mosquitto without persistence and without limits on its queues. */
  static Subject mosquitto(Path work) throws IOException {
    return mosquitto(work, "max_queued_messages 0\nmax_inflight_messages 0");
  }

  /**
   * Mosquitto without persistence.
   *
   * @param more further lines of its configuration
   */
  static Subject mosquitto(Path work, String more) throws IOException {
    Files.createDirectories(work);
    int port = freePort();
    Path config = work.resolve("mosquitto.conf");
    Files.writeString(
        config,
        """
        listener %d 127.0.0.1
        allow_anonymous true
        persistence false
        log_type error
        %s
        """
            .formatted(port, more));
    String program =
        Files.exists(Path.of("/usr/sbin/mosquitto")) ? "/usr/sbin/mosquitto" : "mosquitto";
    return new Subject(
        "mosquitto", List.of(program, "-c", config.toString()), work.resolve("log.txt"), port, 0);
  }

  /** HiveMQ CE alone, in memory: what the product's broker could do if it kept nothing. */
  static Subject bareHiveMq(Path work) throws IOException {
    Files.createDirectories(work);
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            BareHiveMq.class.getName(),
            Integer.toString(port),
            work.toString()));
    return new Subject("hivemq-ce", command, work.resolve("log.txt"), port, 0);
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  int httpPort() {
    return httpPort;
  }

  /** Waits for the first CONNACK and tells how long after the start it came, ns. */
  long awaitConnack() throws IOException, InterruptedException {
    long deadline = startedAt + TimeUnit.SECONDS.toNanos(60);
    @Nullable IOException last = null;
    while (System.nanoTime() < deadline && process.isAlive()) {
      try {
        MqttLoad.connect(port, "bench-first").close();
        return System.nanoTime() - startedAt;
      } catch (IOException e) {
        last = e;
        Thread.sleep(5);
      }
    }
    throw new IOException(name + " accepted nobody within a minute", last);
  }

  /** User and system time used so far, µs. */
  long cpuMicros() throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    return ticks * 10_000;
  }

  /** Its process. */
  long pid() {
    return process.pid();
  }

  /** Resident memory, MiB. */
  double rss() throws IOException {
    for (String line :
        Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    return Double.NaN;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
