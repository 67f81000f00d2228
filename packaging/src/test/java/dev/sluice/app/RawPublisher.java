package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Publishes rising numbers over MQTT 3.1.1, QoS 1, with a window of unacknowledged publishes, and
 * remembers which were acknowledged. Where told to, it sends the unacknowledged ones again with DUP
 * after a reconnect.
 */
final class RawPublisher {

  private static final int WINDOW = 200;

  private final String client;
  private final String topic;
  private final boolean resends;
  private final Map<Long, Boolean> acknowledged = new ConcurrentHashMap<>();
  private final Map<Integer, Long> inFlight = new LinkedHashMap<>();
  private long next;
  private int nextId;

  /** Set before the last permits are given, so that nobody waits for more. */
  private volatile boolean closed;

  RawPublisher(String client, String topic, boolean resends) {
    this.client = client;
    this.topic = topic;
    this.resends = resends;
  }

  /** The numbers whose PUBACK came. */
  Map<Long, Boolean> acknowledged() {
    return acknowledged;
  }

  /** One more than the last number that was sent. */
  long sent() {
    return next;
  }

  /** Publishes as fast as it is let, until the connection breaks. */
  void run(int port) {
    Thread reader = null;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 14));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      connect(out, in);
      closed = false;
      Semaphore window = new Semaphore(WINDOW);
      reader = Thread.ofVirtual().start(() -> readAcks(in, window));
      if (resends) {
        resend(out, window);
      } else {
        synchronized (inFlight) {
          inFlight.clear();
        }
      }
      while (!closed) {
        if (!window.tryAcquire()) {
          out.flush();
          window.acquire();
        }
        publish(out, next++);
      }
    } catch (IOException e) {
      // The gateway was killed: that is what these tests are about.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (reader != null) {
      await(reader);
    }
  }

  /** What the last connection was told counts before the next one begins. */
  private static void await(Thread reader) {
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void connect(DataOutputStream out, DataInputStream in) throws IOException {
    byte[] id = client.getBytes(UTF_8);
    out.write(0x10);
    out.write(12 + id.length);
    out.writeUTF("MQTT");
    out.write(4);
    out.write(resends ? 0 : 2);
    out.writeShort(0);
    out.writeUTF(client);
    out.flush();
    byte[] connack = new byte[4];
    in.readFully(connack);
    if (connack[0] != 0x20 || connack[3] != 0) {
      throw new EOFException("refused: " + connack[3]);
    }
  }

  private void resend(DataOutputStream out, Semaphore window)
      throws IOException, InterruptedException {
    Map<Integer, Long> again;
    synchronized (inFlight) {
      again = new LinkedHashMap<>(inFlight);
    }
    for (Map.Entry<Integer, Long> entry : again.entrySet()) {
      window.acquire();
      send(out, entry.getKey(), entry.getValue(), true);
    }
    out.flush();
  }

  private void publish(DataOutputStream out, long number) throws IOException {
    int id;
    synchronized (inFlight) {
      do {
        nextId = nextId % 0xFFFF + 1;
      } while (inFlight.containsKey(nextId));
      id = nextId;
      inFlight.put(id, number);
    }
    send(out, id, number, false);
  }

  private void send(DataOutputStream out, int id, long number, boolean dup) throws IOException {
    byte[] payload = Long.toString(number).getBytes(UTF_8);
    out.write(dup ? 0x3A : 0x32);
    out.write(2 + topic.length() + 2 + payload.length);
    out.writeUTF(topic);
    out.writeShort(id);
    out.write(payload);
  }

  private void readAcks(DataInputStream in, Semaphore window) {
    try {
      while (true) {
        int type = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        if (type != 0x40 || length != 2) {
          throw new IOException("no PUBACK: " + type);
        }
        int id = in.readUnsignedShort();
        Long number;
        synchronized (inFlight) {
          number = inFlight.remove(id);
        }
        if (number != null) {
          acknowledged.put(number, true);
        }
        window.release();
      }
    } catch (IOException e) {
      // closed
    } finally {
      closed = true;
      window.release(WINDOW);
    }
  }
}
