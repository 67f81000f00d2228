package dev.sluice.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection through a {@link FaultProxy}: two sockets and what flows between them. */
final class ProxiedConnection {

  private static final ByteBuffer END = ByteBuffer.allocate(0);

  /** So many pieces wait for their time; more than that stays with the sender. */
  private static final int MOST_WAITING = 256;

  private record Piece(ByteBuffer bytes, long due) {}

  private final Socket client;
  private final int serverPort;
  private final Faults toServer;
  private final Faults toClient;
  private final Consumer<ProxiedConnection> gone;
  private volatile @Nullable Socket server;
  private final AtomicInteger endedDirections = new AtomicInteger();
  private volatile boolean swallowing;

  ProxiedConnection(
      Socket client,
      int serverPort,
      Faults toServer,
      Faults toClient,
      Consumer<ProxiedConnection> gone) {
    this.client = client;
    this.serverPort = serverPort;
    this.toServer = toServer;
    this.toClient = toClient;
    this.gone = gone;
  }

  void start() {
    Thread.ofVirtual().name("fault-proxy-connect").start(this::connect);
  }

  private void connect() {
    try {
      Socket far = new Socket(InetAddress.getLoopbackAddress(), serverPort);
      far.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
      server = far;
      pump(client, far, toServer);
      pump(far, client, toClient);
    } catch (IOException e) {
      reset();
    }
  }

  /** From now on bytes of both directions are taken and forgotten. */
  void swallow() {
    swallowing = true;
  }

  void halfClose() {
    try {
      client.shutdownOutput();
    } catch (IOException e) {
      // It is gone as a whole.
    }
  }

  void reset() {
    reset(client);
    Socket far = server;
    if (far != null) {
      reset(far);
    }
    gone.accept(this);
  }

  /** A direction has come to an orderly end; after the second nothing is left. */
  private void ended() throws IOException {
    if (endedDirections.incrementAndGet() == 2) {
      client.close();
      Socket far = server;
      if (far != null) {
        far.close();
      }
      gone.accept(this);
    }
  }

  /** Closes a socket so that the other side sees a reset instead of an orderly end. */
  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is gone one way or the other.
    }
  }

  private void pump(Socket from, Socket to, Faults faults) throws IOException {
    BlockingQueue<Piece> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    Thread.ofVirtual().name("fault-proxy-in").start(() -> take(in, waiting, faults));
    Thread.ofVirtual().name("fault-proxy-out").start(() -> give(waiting, to, out, faults));
  }

  private void take(InputStream in, BlockingQueue<Piece> waiting, Faults faults) {
    byte[] buffer = new byte[8192];
    try {
      while (true) {
        faults.awaitGo();
        int count = in.read(buffer);
        if (count < 0) {
          faults.cameToAnEnd();
          waiting.put(new Piece(END, System.nanoTime() + faults.delayNanos()));
          return;
        }
        faults.came(count);
        ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(buffer, count));
        waiting.put(new Piece(bytes, System.nanoTime() + faults.delayNanos()));
      }
    } catch (IOException e) {
      faults.cameToAnEnd();
      reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void give(BlockingQueue<Piece> waiting, Socket to, OutputStream out, Faults faults) {
    try {
      while (true) {
        Piece piece = waiting.take();
        long early = piece.due() - System.nanoTime();
        if (early > 0) {
          Thread.sleep(Duration.ofNanos(early));
        }
        if (swallowing) {
          continue;
        }
        if (!piece.bytes().hasRemaining()) {
          to.shutdownOutput();
          ended();
          return;
        }
        if (!give(piece.bytes().array(), out, faults)) {
          faults.cut();
          return;
        }
      }
    } catch (IOException e) {
      reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean give(byte[] bytes, OutputStream out, Faults faults)
      throws IOException, InterruptedException {
    int from = 0;
    while (from < bytes.length) {
      faults.awaitGo();
      int count = faults.piece(bytes.length - from);
      if (count <= 0) {
        return false;
      }
      out.write(bytes, from, count);
      from += count;
      long pause = faults.passed(count);
      if (pause > 0) {
        Thread.sleep(Duration.ofNanos(pause));
      }
    }
    return true;
  }
}
