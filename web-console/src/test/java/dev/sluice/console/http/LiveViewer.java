package dev.sluice.console.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A viewer of the live stream that remembers all it was told. */
final class LiveViewer implements WebSocket.Listener {

  final List<JsonObject> frames = new CopyOnWriteArrayList<>();
  private final Map<Integer, String> latest = new ConcurrentHashMap<>();
  private final StringBuilder partial = new StringBuilder();
  private volatile @Nullable WebSocket socket;
  volatile int closed;
  volatile String reason = "";
  volatile int longest;

  static LiveViewer open(TestConsole console, String token) {
    LiveViewer viewer = new LiveViewer();
    viewer.socket =
        console
            .client
            .newWebSocketBuilder()
            .header("Authorization", "Bearer " + token)
            .buildAsync(uri(console), viewer)
            .join();
    return viewer;
  }

  static CompletableFuture<WebSocket> browse(
      TestConsole console, LiveViewer viewer, String cookie, String origin) {
    WebSocket.Builder builder = console.client.newWebSocketBuilder();
    if (!cookie.isEmpty()) {
      builder.header("Cookie", cookie);
    }
    if (!origin.isEmpty()) {
      builder.header("Origin", origin);
    }
    return builder
        .buildAsync(uri(console), viewer)
        .whenComplete((socket, failure) -> viewer.socket = socket);
  }

  private static java.net.URI uri(TestConsole console) {
    return java.net.URI.create(console.origin().replace("http", "ws") + "/api/v1/live");
  }

  void say(String text) {
    WebSocket open = socket;
    if (open == null) {
      throw new AssertionError("not open");
    }
    open.sendText(text, true).join();
  }

  void subscribe(String... channels) {
    JsonArray names = new JsonArray(List.of(channels));
    say(new JsonObject().put("type", "sub").put("ch", names).put("hz", 10).encode());
  }

  /** Takes one frame in. */
  void hear(JsonObject frame) {
    if (frame.containsKey("v")) {
      for (Object pair : frame.getJsonArray("v")) {
        JsonArray values = (JsonArray) pair;
        latest.put(values.getInteger(0), String.valueOf(values.getValue(1)));
      }
    }
    frames.add(frame);
  }

  /** True if the newest values of so many signals all begin with this. */
  boolean knows(int signals, String start) {
    return latest.size() == signals
        && latest.values().stream().allMatch(value -> value.startsWith(start));
  }

  /** Waits for a frame of this type that is as wished. */
  JsonObject await(String type, Predicate<JsonObject> wish) {
    return org.awaitility.Awaitility.await()
        .until(
            () ->
                frames.stream()
                    .filter(frame -> frame.getString("type").equals(type) && wish.test(frame))
                    .findFirst()
                    .orElse(new JsonObject()),
            frame -> !frame.isEmpty());
  }

  JsonObject await(String type) {
    return await(type, any -> true);
  }

  void awaitClosed(int code) {
    org.awaitility.Awaitility.await().until(() -> closed == code);
  }

  void hangUp() {
    WebSocket open = socket;
    if (open != null) {
      open.abort();
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      longest = Math.max(longest, partial.length());
      hear(new JsonObject(partial.toString()));
      partial.setLength(0);
    }
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String why) {
    reason = why;
    closed = code;
    return null;
  }
}
