package dev.sluice.mqtt.broker;

import dev.sluice.config.MqttSection.Listen;
import dev.sluice.gateway.GatewayView.Condition;
import dev.sluice.gateway.GatewayView.Health.Check;
import dev.sluice.time.WallClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells whether the listeners still answer, by knocking like a client: at most once in ten seconds,
 * never on the thread of whoever asks.
 */
final class ListenerWatch {

  private static final long EVERY_NANOS = 10_000_000_000L;
  private static final int PATIENCE_MILLIS = 3_000;

  /** A CONNECT of a version that there is not: refused at once, before anybody is anybody. */
  private static final byte[] MQTT_KNOCK = {0x10, 12, 0, 4, 'M', 'Q', 'T', 'T', 9, 2, 0, 0, 0, 0};

  /** No way to open a WebSocket: answered with an error at once. */
  private static final byte[] HTTP_KNOCK =
      "POST /mqtt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final List<Listen> listeners;
  private final WallClock clock;
  private final AtomicBoolean knocking = new AtomicBoolean();
  private volatile long last;
  private volatile Check found = new Check(Condition.UP, "");

  /**
   * A watch over listeners that answered just now.
   *
   * @param listeners as configured
   */
  ListenerWatch(List<Listen> listeners, WallClock clock) {
    this.listeners = listeners;
    this.clock = clock;
    this.last = clock.nanos();
  }

  /** What the last look found; the next one begins if that is ten seconds old. */
  Check check() {
    if (clock.nanos() - last >= EVERY_NANOS && knocking.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("mqtt-listener-watch")
          .start(
              () -> {
                try {
                  found = look();
                } finally {
                  last = clock.nanos();
                  knocking.set(false);
                }
              });
    }
    return found;
  }

  /** Knocks at every listener, and waits for the answers. */
  Check look() {
    List<String> silent = new ArrayList<>();
    for (Listen listen : listeners) {
      if (!answers(listen)) {
        silent.add(listen.bind() + ":" + listen.port());
      }
    }
    if (silent.isEmpty()) {
      return new Check(Condition.UP, "");
    }
    String cause =
        "MQTT does not answer on "
            + String.join(", ", silent)
            + "; if the address still belongs to this box, restart the gateway: nothing"
            + " acknowledged is lost";
    boolean all = silent.size() == listeners.size();
    return new Check(all ? Condition.DOWN : Condition.DEGRADED, cause);
  }

  /** True if somebody takes the connection, reads from it, and answers or closes it. */
  private static boolean answers(Listen listen) {
    try (Socket socket = connect(listen)) {
      return answers(socket, listen.websocket() ? HTTP_KNOCK : MQTT_KNOCK);
    } catch (IOException _) {
      return false;
    }
  }

  private static boolean answers(Socket socket, byte[] knock) {
    try {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(knock);
      var _ = socket.getInputStream().read();
      return true;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (IOException _) {
      return true; // closed in our face, which is an answer
    }
  }

  /**
   * Connects to a listener as a program on this box would.
   *
   * @throws IOException if nobody listens there
   */
  @SuppressWarnings("AddressSelection") // an address, never a name
  static Socket connect(Listen listen) throws IOException {
    InetAddress bound = InetAddress.getByName(listen.bind());
    InetAddress address = bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(address, listen.port()), PATIENCE_MILLIS);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    return socket;
  }
}
