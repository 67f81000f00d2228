package dev.sluice.uplinks.influx;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.uplink.UplinkPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A far side that takes line protocol over HTTP as strictly as InfluxDB does, and misbehaves. */
final class WritePeer implements UplinkPeer {

  private final int port;
  private final List<Got> received = new CopyOnWriteArrayList<>();
  private final Set<SignalId> unwanted = new HashSet<>();
  private volatile boolean refusing;
  private volatile Duration delay = Duration.ZERO;
  private volatile CountDownLatch answering = new CountDownLatch(0);
  private @Nullable HttpServer server;
  private @Nullable ExecutorService threads;

  WritePeer() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public void start() throws IOException {
    HttpServer next =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    ExecutorService pool =
        Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("contract-peer-", 0).factory());
    next.setExecutor(pool);
    next.createContext("/api/v2/write", this::write);
    next.start();
    server = next;
    threads = pool;
  }

  private void write(HttpExchange exchange) throws IOException {
    byte[] body;
    try (exchange) {
      body = body(exchange);
      answering.await();
      Thread.sleep(delay);
      String token = exchange.getRequestHeaders().getFirst("Authorization");
      if (refusing || !("Token " + InfluxContractTest.TOKEN).equals(token)) {
        answer(exchange, 401, "unauthorized access");
        return;
      }
      List<Got> all = parse(new String(body, StandardCharsets.UTF_8));
      List<Got> good = all.stream().filter(got -> !unwanted.contains(got.signal())).toList();
      received.addAll(good);
      if (good.size() < all.size()) {
        answer(exchange, 400, "partial write: field type conflict dropped=1");
      } else {
        exchange.sendResponseHeaders(204, -1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] body(HttpExchange exchange) throws IOException {
    boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    return zipped
        ? new GZIPInputStream(exchange.getRequestBody()).readAllBytes()
        : exchange.getRequestBody().readAllBytes();
  }

  private static void answer(HttpExchange exchange, int status, String message) throws IOException {
    byte[] text = ("{\"message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, text.length);
    exchange.getResponseBody().write(text);
  }

  /** Lines of one field, or of two where the second is the quality. */
  private static List<Got> parse(String body) {
    List<Got> all = new ArrayList<>();
    Reader in = new Reader(body);
    while (in.more()) {
      if (in.took('\n')) {
        continue;
      }
      String device = in.until(", ");
      while (in.took(',')) {
        in.until("=");
        in.take('=');
        in.until(", ");
      }
      in.take(' ');
      String field = in.until("=");
      in.take('=');
      Value value = in.value();
      if (in.took(',')) {
        in.until("=");
        in.take('=');
        in.value();
      }
      in.take(' ');
      long time = Long.parseLong(in.until("\n"));
      if (in.more()) {
        in.take('\n');
      }
      if (!field.endsWith("_quality")) {
        all.add(new Got(new SignalId(device, field), value, time));
      }
    }
    return all;
  }

  /** Reads line protocol character by character, undoing what its rules escape. */
  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    boolean more() {
      return at < text.length();
    }

    boolean took(char c) {
      boolean there = more() && text.charAt(at) == c;
      at += there ? 1 : 0;
      return there;
    }

    void take(char c) {
      if (!took(c)) {
        throw new IllegalStateException("no '" + c + "' at " + at + " of " + text);
      }
    }

    String until(String ends) {
      StringBuilder word = new StringBuilder();
      while (more() && ends.indexOf(text.charAt(at)) < 0) {
        boolean escaped =
            text.charAt(at) == '\\'
                && at + 1 < text.length()
                && ", =".indexOf(text.charAt(at + 1)) >= 0;
        at += escaped ? 1 : 0;
        word.append(text.charAt(at++));
      }
      return word.toString();
    }

    Value value() {
      if (!took('"')) {
        String word = until(", ");
        return switch (word) {
          case "true" -> new Value.Bool(true);
          case "false" -> new Value.Bool(false);
          default -> new Value.Num(Double.parseDouble(word));
        };
      }
      StringBuilder words = new StringBuilder();
      while (text.charAt(at) != '"') {
        boolean escaped = text.charAt(at) == '\\' && "\"\\".indexOf(text.charAt(at + 1)) >= 0;
        at += escaped ? 1 : 0;
        words.append(text.charAt(at++));
      }
      at++;
      return new Value.Text(words.toString());
    }
  }

  @Override
  public void stop() {
    answering.countDown();
    HttpServer running = server;
    ExecutorService pool = threads;
    if (running != null && pool != null) {
      running.stop(0);
      pool.shutdownNow();
    }
    server = null;
  }

  @Override
  public boolean refuseCredentials(boolean refuse) {
    refusing = refuse;
    return true;
  }

  @Override
  public boolean reject(SignalId signal) {
    unwanted.add(signal);
    return true;
  }

  @Override
  public boolean slow(Duration by) {
    delay = by;
    return true;
  }

  @Override
  public boolean blackHole(boolean on) {
    answering.countDown();
    answering = new CountDownLatch(on ? 1 : 0);
    return true;
  }

  @Override
  public List<Got> received() {
    return List.copyOf(received);
  }

  @Override
  public void close() {
    stop();
  }
}
