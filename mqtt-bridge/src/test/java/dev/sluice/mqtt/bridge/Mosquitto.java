package dev.sluice.mqtt.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real mosquitto on ports of loopback, with its configuration in a folder of the test. */
final class Mosquitto implements AutoCloseable {

  static final String USER = "plant-7";
  static final String READER = "reader";
  static final String READERS_PASSWORD = "r";

  private final Path folder;
  private final int port;
  private final List<String> lines = new ArrayList<>();
  private @Nullable Process process;

  /** One that is not started, with a plain listener on a free port. */
  Mosquitto(Path folder) throws IOException {
    assumeThat(Path.of("/usr/sbin/mosquitto")).as("mosquitto is on this machine").exists();
    this.folder = folder;
    this.port = freePort();
    lines.add("listener " + port + " 127.0.0.1");
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  /** Adds lines to the configuration, for the next start. */
  Mosquitto with(String... more) {
    lines.addAll(List.of(more));
    return this;
  }

  /** Takes a line out of the configuration, for the next start. */
  Mosquitto without(String line) {
    lines.remove(line);
    return this;
  }

  /** Lets anybody in. */
  Mosquitto open() {
    return with("allow_anonymous true");
  }

  /** Lets in {@link #USER} with this password, and a reader. */
  Mosquitto users(String password) throws IOException, InterruptedException {
    Path file = folder.resolve("users");
    run("mosquitto_passwd", "-b", "-c", file.toString(), USER, password);
    run("mosquitto_passwd", "-b", file.toString(), READER, READERS_PASSWORD);
    String line = "password_file " + file;
    if (!lines.contains(line)) {
      with("allow_anonymous false", line);
    }
    return this;
  }

  /** Nobody may publish to these topics. */
  Mosquitto denying(String... topics) throws IOException {
    StringBuilder acl = new StringBuilder("topic readwrite #\n");
    deny(acl, topics);
    for (String user : List.of(USER, READER)) {
      acl.append("user ").append(user).append("\ntopic readwrite #\n");
      deny(acl, topics);
    }
    Path file = folder.resolve("acl");
    Files.writeString(file, acl);
    String line = "acl_file " + file;
    if (!lines.contains(line)) {
      with(line);
    }
    return this;
  }

  private static void deny(StringBuilder acl, String... topics) {
    for (String topic : topics) {
      acl.append("topic deny ").append(topic).append('\n');
    }
  }

  private void run(String... words) throws IOException, InterruptedException {
    Process one =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("passwd.log").toFile())
            .start();
    if (one.waitFor() != 0) {
      throw new IOException(words[0] + " failed");
    }
  }

  /** Starts it, and returns once it listens. */
  Mosquitto start() throws IOException {
    // Started as root it would become a user that cannot read the folder of the test.
    List<String> all = new ArrayList<>(List.of("log_dest stderr", "log_type all"));
    all.add("user " + System.getProperty("user.name"));
    all.addAll(lines);
    Path file = folder.resolve("mosquitto.conf");
    Files.write(file, all, UTF_8);
    process =
        new ProcessBuilder("/usr/sbin/mosquitto", "-c", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("mosquitto.log").toFile()))
            .start();
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(20))
        .until(this::listens);
    return this;
  }

  private boolean listens() throws IOException {
    if (process == null || !process.isAlive()) {
      throw new IOException("mosquitto has ended: " + log());
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  String log() throws IOException {
    return Files.readString(folder.resolve("mosquitto.log"));
  }

  /** Ends it at once, as with the power cut. */
  void stop() throws InterruptedException {
    Process one = process;
    if (one != null) {
      one.destroyForcibly();
      one.waitFor(20, TimeUnit.SECONDS);
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
