package dev.sluice.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long a value takes from its publish to the WebSocket frame that carries it, at 1,000 messages
 * a second.
 */
final class ScreenLatency {

  private static final int SIGNALS = 100;
  private static final int PER_SECOND = 1_000;
  private static final int SECONDS = 20;
  private static final int WARM_SECONDS = 10;
  private static final Pattern PAIR = Pattern.compile("\\[\\d+,(\\d{6,})\\]");

  private ScreenLatency() {}

  static void measure(Subject sluice, String token, PrintStream out) throws Exception {
    long epoch = System.nanoTime();
    ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
    try (HttpClient client = HttpClient.newHttpClient();
        SocketChannel publisher = MqttLoad.connect(sluice.port(), "bench-screen")) {
      // The signals must exist before a page can show them.
      for (int i = 0; i < SIGNALS; i++) {
        publish(publisher, i, 0);
      }
      URI uri = URI.create("ws://127.0.0.1:" + sluice.httpPort() + "/api/v1/live");
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .header("Authorization", "Bearer " + token)
              .buildAsync(uri, new Frames(epoch, latencies))
              .join();
      socket.sendText("{\"type\":\"sub\",\"ch\":[\"signals\"],\"hz\":10}", true).join();
      long begin = System.nanoTime();
      long total = (long) PER_SECOND * (SECONDS + WARM_SECONDS);
      for (long n = 0; n < total; n++) {
        long due = begin + n * 1_000_000_000L / PER_SECOND;
        while (System.nanoTime() < due) {
          Thread.sleep(0, 200_000);
        }
        if (n == (long) PER_SECOND * WARM_SECONDS) {
          latencies.clear();
        }
        publish(publisher, (int) (n % SIGNALS), (System.nanoTime() - epoch) / 1_000);
      }
      socket.abort();
    }
    List<Long> all = new ArrayList<>(latencies);
    if (all.size() < 1_000) {
      throw new IOException("only " + all.size() + " values reached the WebSocket");
    }
    long[] sorted = all.stream().mapToLong(Long::longValue).sorted().toArray();
    out.println("\n### Publish to WebSocket frame, 1,000 msg/s, `other: 1s`, tick 100 ms\n");
    out.printf(
        "p50 %.0f ms, p99 %.0f ms over %,d values shown (others were conflated)%n",
        MqttLoad.at(sorted, 0.5), MqttLoad.at(sorted, 0.99), sorted.length);
  }

  private static void publish(SocketChannel channel, int signal, long value) throws IOException {
    byte[] topic = ("screen/s" + signal).getBytes(StandardCharsets.UTF_8);
    byte[] payload = Long.toString(value).getBytes(StandardCharsets.UTF_8);
    ByteBuffer packet = ByteBuffer.allocate(128);
    packet.put((byte) 0x30).put((byte) (2 + topic.length + payload.length));
    packet.putShort((short) topic.length).put(topic).put(payload).flip();
    MqttLoad.writeAll(channel, packet);
  }

  /** Reads update frames: each value is the time of its publish. */
  private static final class Frames implements WebSocket.Listener {
    private final long epoch;
    private final ConcurrentLinkedQueue<Long> latencies;
    private final StringBuilder text = new StringBuilder();

    Frames(long epoch, ConcurrentLinkedQueue<Long> latencies) {
      this.epoch = epoch;
      this.latencies = latencies;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        long now = System.nanoTime() - epoch;
        String frame = text.toString();
        text.setLength(0);
        if (frame.startsWith("{\"type\":\"u\"")) {
          Matcher pairs = PAIR.matcher(frame);
          while (pairs.find()) {
            latencies.add(now - Long.parseLong(pairs.group(1)) * 1_000);
          }
        }
      }
      socket.request(1);
      return null;
    }
  }
}
