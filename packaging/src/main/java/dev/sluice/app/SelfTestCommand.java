package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.access.Role;
import dev.sluice.config.Loaded;
import dev.sluice.state.StateStore;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * {@code sluice self-test}: a gateway of its own in a temporary folder, used once from end to end.
 *
 * <p>Also what an AOT cache is trained with: it loads what a start and a first use load.
 */
@Command(
    name = "self-test",
    description =
        "Start a gateway in a temporary folder on free ports of loopback, publish, read back, stop.")
final class SelfTestCommand extends Action {

  private static final int PUBLISHES = 300;
  private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(90);

  SelfTestCommand(Tools tools) {
    super(tools);
  }

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("sluice-self-test");
    try {
      int mqtt = freePort();
      int http = freePort();
      String config =
          """
          gateway: {name: self-test}
          mqtt: {listen: [{port: %d, bind: 127.0.0.1}], anonymous: loopback}
          console: {listen: [{port: %d, bind: 127.0.0.1, tls: false}]}
          """
              .formatted(mqtt, http);
      Loaded loaded = tools().config().parse("self-test", config.getBytes(UTF_8));
      CompletableFuture<Void> ended = new CompletableFuture<>();
      Thread gateway = Thread.ofPlatform().name("gateway").start(() -> run(loaded, folder, ended));
      try {
        use(mqtt, http, folder, ended);
      } finally {
        gateway.interrupt();
        gateway.join();
      }
      ended.get();
    } catch (ExecutionException e) {
      throw new CommandFailed(ExitCode.UNAVAILABLE, "the gateway did not run: " + e.getCause());
    } finally {
      delete(folder);
    }
    out().println("passed");
    return ExitCode.OK.number();
  }

  private void run(Loaded loaded, Path folder, CompletableFuture<Void> ended) {
    try {
      tools().gateway().run(folder, loaded, folder.resolve("data"));
      ended.complete(null);
    } catch (Exception | LinkageError e) {
      ended.completeExceptionally(e);
    }
  }

  private void use(int mqtt, int http, Path folder, CompletableFuture<Void> ended)
      throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      String address = "http://127.0.0.1:" + http;
      awaitReady(client, address, ended);
      String token;
      try (StateStore state =
          StateStore.open(folder.resolve("data"), tools().clock(), tools().random())) {
        token =
            state
                .tokens()
                .create("self-test", Role.ADMIN, tools().clock().micros(), Long.MAX_VALUE);
      }
      publish(mqtt);
      for (String path :
          List.of(
              "/",
              "/metrics",
              "/api/v1/devices",
              "/api/v1/ledger",
              "/api/v1/signals?limit=10",
              "/api/v1/history.csv?signal=self/test/value",
              "/api/v1/history?signal=self/test/value&points=10")) {
        get(client, address + path, token);
      }
      String found = get(client, address + "/api/v1/signals/self/test/value", token);
      if (!found.contains("\"value\":" + (PUBLISHES - 1))) {
        throw new CommandFailed(
            ExitCode.UNAVAILABLE, "what was published last cannot be read back: " + found);
      }
    }
  }

  private void awaitReady(HttpClient client, String address, CompletableFuture<Void> ended)
      throws Exception {
    long deadline = tools().clock().nanos() + READY_NANOS;
    URI ready = URI.create(address + "/api/v1/health/ready");
    while (tools().clock().nanos() - deadline < 0 && !ended.isDone()) {
      try {
        HttpRequest request = HttpRequest.newBuilder(ready).build();
        if (client.send(request, BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // Not listening yet.
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    throw new CommandFailed(ExitCode.UNAVAILABLE, "the gateway did not become ready");
  }

  private static String get(HttpClient client, String address, String token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address))
            .header("Authorization", "Bearer " + token)
            .build();
    var response = client.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new CommandFailed(ExitCode.UNAVAILABLE, address + " answered " + response.statusCode());
    }
    return response.body();
  }

  /** Publishes over MQTT 3.1.1, QoS 1, and waits for every acknowledgement. */
  private static void publish(int port) throws IOException, CommandFailed {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      out.write(new byte[] {0x10, 21});
      out.writeUTF("MQTT");
      out.write(new byte[] {4, 2, 0, 0});
      out.writeUTF("self-test");
      if (in.readInt() != 0x20020000) {
        throw new CommandFailed(ExitCode.UNAVAILABLE, "the broker refused a client from loopback");
      }
      for (int i = 0; i < PUBLISHES; i++) {
        byte[] payload = ("{\"value\":" + i + ",\"on\":true,\"state\":\"RUN\"}").getBytes(UTF_8);
        out.write(0x32);
        out.write(2 + 9 + 2 + payload.length);
        out.writeUTF("self/test");
        out.writeShort(i + 1);
        out.write(payload);
      }
      for (int i = 0; i < PUBLISHES; i++) {
        if (in.readUnsignedShort() != 0x4002) {
          throw new CommandFailed(ExitCode.UNAVAILABLE, "a publish was not acknowledged");
        }
        in.readUnsignedShort();
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
