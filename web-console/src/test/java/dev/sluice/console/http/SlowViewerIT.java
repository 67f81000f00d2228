package dev.sluice.console.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.access.Role;
import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.Signal;
import dev.sluice.model.Value;
import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A viewer that does not read: it costs no memory, harms nobody, and misses only what is old. */
@Timeout(60)
class SlowViewerIT {

  private static final int SIGNALS = 400;

  private final TestConsole console = new TestConsole();
  private final FakeGateway gateway = console.gateway;
  private final String token = console.token(Role.VIEWER);
  private final List<Signal> signals = new ArrayList<>();
  private final Socket slow = new Socket();

  @SuppressWarnings("NullAway.Init")
  private DataInputStream in;

  @BeforeEach
  void connect() throws IOException {
    for (int i = 0; i < SIGNALS; i++) {
      signals.add(gateway.signal("d/s%03d".formatted(i), Kind.TEXT, null));
    }
    slow.setReceiveBufferSize(8 * 1024);
    slow.setSoTimeout(20_000);
    slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), console.port));
    OutputStream out = slow.getOutputStream();
    out.write(
        ("GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1:"
                + console.port
                + "\r\nAuthorization: Bearer "
                + token
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
    in = new DataInputStream(slow.getInputStream());
    skipHead(in); // a frame sent before the answer would be lost
    out.write(masked("{\"type\":\"sub\",\"ch\":[\"signals\"],\"hz\":10}"));
    out.flush();
  }

  @AfterEach
  void stop() throws IOException {
    slow.close();
    console.close();
  }

  /** About 1.6 MB a round. */
  private void round(int number) {
    String text = number + " " + "x".repeat(4000);
    signals.forEach(signal -> gateway.reading(signal, new Value.Text(text), Quality.GOOD));
  }

  @Test
  void it_is_told_the_newest_values_once_it_reads_again_and_others_lose_nothing() throws Exception {
    LiveViewer quick = LiveViewer.open(console, token);
    quick.subscribe("signals");
    quick.await("snap");
    int rounds = 40; // 64 MB: far more than all buffers on the way hold
    for (int number = 1; number <= rounds; number++) {
      round(number);
      String last = number + " ";
      await().until(() -> quick.knows(SIGNALS, last));
      quick.frames.clear();
    }
    quick.hangUp();

    long bytes = 0;
    int frames = 0;
    LiveViewer told = new LiveViewer();
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!told.knows(SIGNALS, rounds + " ")) {
      String text = frame(in);
      bytes += text.length();
      assertThat(System.nanoTime()).as("nanos").isLessThan(deadline); // beats would go on for ever
      told.hear(new JsonObject(text));
      frames++;
    }
    assertThat(frames).isLessThan(rounds);
    assertThat(bytes).isLessThan(4000L * SIGNALS * rounds / 2);
  }

  @Test
  void after_a_minute_behind_it_is_let_go() {
    LiveViewer quick = LiveViewer.open(console, token);
    quick.subscribe("signal:d/s000");
    quick.await("snap");
    for (int second = 0; second < 70; second++) {
      round(second);
      console.clock.advance(Duration.ofSeconds(1));
      String told = second + " ";
      await().pollInterval(Duration.ofMillis(10)).until(() -> quick.knows(1, told)); // one tick
    }
    // Its seat is free again: the console has forgotten it, although it never read a byte.
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> console.get("/metrics").body().contains("sluice_console_viewers 1.0"));
    assertThat(quick.closed).isZero();
    quick.hangUp();
  }

  private static void skipHead(DataInputStream in) throws IOException {
    int state = 0;
    while (state < 4) {
      int c = in.readUnsignedByte();
      state = c == (state % 2 == 0 ? '\r' : '\n') ? state + 1 : 0;
    }
  }

  /** One text message, of however many frames. */
  private static String frame(DataInputStream in) throws IOException {
    java.io.ByteArrayOutputStream message = new java.io.ByteArrayOutputStream();
    boolean last;
    do {
      int head = in.readUnsignedByte();
      last = (head & 0x80) != 0;
      long length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = in.readLong();
      }
      message.write(in.readNBytes(Math.toIntExact(length)));
      if ((head & 0x0f) == 8) {
        throw new IOException("closed");
      }
    } while (!last);
    return message.toString(StandardCharsets.UTF_8);
  }

  private static byte[] masked(String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(6 + payload.length);
    frame.put((byte) 0x81).put((byte) (0x80 | payload.length)).putInt(0); // a mask of zeros
    return frame.put(payload).array();
  }
}
