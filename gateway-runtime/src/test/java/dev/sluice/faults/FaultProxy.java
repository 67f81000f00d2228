package dev.sluice.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a server on this machine and breaks the connection in ways that real
 * networks do. Always on the same port. All may be changed at any time, also for connections that
 * are open.
 */
public final class FaultProxy implements AutoCloseable {

  private final int port;
  private final int server;
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final Faults toServer = new Faults();
  private final Faults toClient = new Faults();
  private volatile boolean blackHole;
  private volatile boolean acceptsThenDies;
  private @Nullable ServerSocket listener;

  /** A proxy on a free port of loopback that leads to a port of loopback. */
  public FaultProxy(int server) throws IOException {
    this.server = server;
    this.port = open(0);
  }

  /** The port that clients connect to. */
  public int port() {
    return port;
  }

  /** How many connections were accepted so far. */
  public int accepted() {
    return accepted.get();
  }

  /** How many are open. */
  public int open() {
    return connections.size();
  }

  /** How many bytes have come to the proxy in a direction, whether they went on or not. */
  public long bytes(Direction direction) {
    return faults(direction).bytes();
  }

  /** How many senders have ended a direction so far, in order or with a reset. */
  public int ended(Direction direction) {
    return faults(direction).ended();
  }

  /** Each byte arrives this much later; the throughput stays. */
  public void delay(Direction direction, Duration delay) {
    faults(direction).delay(delay);
  }

  /** At most so many bytes a second, over all connections one by one; 0 = no limit. */
  public void rate(Direction direction, long bytesPerSecond) {
    faults(direction).rate(bytesPerSecond);
  }

  /** At most so many bytes in one piece; 0 = as they come. */
  public void slice(Direction direction, int bytes) {
    faults(direction).slice(bytes);
  }

  /** Takes nothing more in a direction, so that the sender's buffers fill; or goes on. */
  public void stall(Direction direction, boolean on) {
    faults(direction).stall(on);
  }

  /**
   * Takes connections and bytes and answers nothing. A connection that was open meanwhile stays so
   * for good, as when a router has forgotten it; new ones work again when it is off.
   */
  public void blackHole(boolean on) {
    blackHole = on;
    if (on) {
      connections.forEach(ProxiedConnection::swallow);
    }
  }

  /** New connections are accepted and reset at once. */
  public void acceptThenDie(boolean on) {
    acceptsThenDies = on;
  }

  /** Resets all connections once so many more bytes have gone on in a direction. */
  public void cutAfter(Direction direction, long bytes) {
    faults(direction).cutAfter(bytes, false, this::cut);
  }

  /**
   * After so many more bytes in a direction nothing comes any more in it, of the connection that
   * had the last of them; others go on.
   */
  public void silenceAfter(Direction direction, long bytes) {
    faults(direction).cutAfter(bytes, false, () -> {});
  }

  /** Resets all connections each time that so many more bytes have gone on in a direction. */
  public void cutEvery(Direction direction, long bytes) {
    faults(direction).cutAfter(bytes, true, this::cut);
  }

  /** Resets all connections now. */
  public void cut() {
    connections.forEach(ProxiedConnection::reset);
  }

  /** Ends the direction to the client of all connections, and leaves the other open. */
  public void halfClose() {
    connections.forEach(ProxiedConnection::halfClose);
  }

  /** True: nobody listens on the port, and all connections are reset. */
  public synchronized void away(boolean on) throws IOException {
    if (on && listener != null) {
      listener.close();
      listener = null;
      cut();
    } else if (!on && listener == null) {
      open(port);
    }
  }

  private synchronized int open(int wanted) throws IOException {
    ServerSocket opened = new ServerSocket();
    opened.setReuseAddress(true);
    opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
    listener = opened;
    Thread.ofVirtual().name("fault-proxy").start(() -> accept(opened));
    return opened.getLocalPort();
  }

  private void accept(ServerSocket opened) {
    while (!opened.isClosed()) {
      try {
        Socket client = opened.accept();
        accepted.incrementAndGet();
        if (acceptsThenDies) {
          ProxiedConnection.reset(client);
        } else {
          connect(client);
        }
      } catch (IOException e) {
        // The listener was closed, or the client has gone again.
      }
    }
  }

  private void connect(Socket client) {
    ProxiedConnection connection =
        new ProxiedConnection(client, server, toServer, toClient, connections::remove);
    connections.add(connection);
    if (blackHole) {
      connection.swallow();
    }
    connection.start();
  }

  private Faults faults(Direction direction) {
    return direction == Direction.TO_SERVER ? toServer : toClient;
  }

  @Override
  public void close() throws IOException {
    away(true);
  }
}
