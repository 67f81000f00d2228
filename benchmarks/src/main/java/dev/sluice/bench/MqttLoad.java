package dev.sluice.bench;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Publishers over MQTT 3.1.1, QoS 1, all on one thread: either as fast as acknowledgements come
 * (closed loop), or at a fixed rate (open loop, where a publish that cannot be sent in time still
 * counts from when it was due).
 */
final class MqttLoad implements Closeable {

  private static final int IDS = 1 << 16;

  private final List<Publisher> publishers = new ArrayList<>();
  private final Selector selector;
  private final int window;
  private final Content content;
  private long[] latencies = new long[1 << 16];
  private int measured;
  private boolean measuring;
  private long sequence;

  /**
   * What a run brought.
   *
   * @param acked publishes acknowledged within the window of time
   * @param nanos its length
   * @param p50 median time to the acknowledgement, ms
   * @param p99 ms
   */
  record Result(long acked, long nanos, double p50, double p99) {
    double rate() {
      return acked * 1e9 / nanos;
    }
  }

  /** One connection. */
  private static final class Publisher {
    private final SocketChannel channel;
    private final int number;
    private final byte[] topic;
    private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 16);
    private final ByteBuffer out = ByteBuffer.allocateDirect(1 << 16);
    private final long[] sentAt = new long[IDS];
    private int nextId = 1;
    private int inFlight;

    Publisher(SocketChannel channel, int number, String topic) {
      this.channel = channel;
      this.number = number;
      this.topic = topic.getBytes(StandardCharsets.UTF_8);
    }
  }

  /**
   * Connects all publishers.
   *
   * @param window how many publishes of each may be unacknowledged
   */
  MqttLoad(int port, int publishers, int window) throws IOException {
    this(port, publishers, window, new Content.Sensors());
  }

  /** Likewise, with a content of its own. */
  MqttLoad(int port, int publishers, int window, Content content) throws IOException {
    this.window = window;
    this.content = content;
    this.selector = Selector.open();
    for (int i = 0; i < publishers; i++) {
      SocketChannel channel = connect(port, "bench-" + i);
      channel.configureBlocking(false);
      Publisher publisher = new Publisher(channel, i, content.topic(i));
      channel.register(selector, SelectionKey.OP_READ, publisher);
      this.publishers.add(publisher);
    }
  }

  /** Opens a connection with a clean session and waits for its CONNACK. */
  static SocketChannel connect(int port, String client) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    byte[] id = client.getBytes(StandardCharsets.UTF_8);
    ByteBuffer packet = ByteBuffer.allocate(64 + id.length);
    packet.put((byte) 0x10).put((byte) (12 + id.length));
    packet.putShort((short) 4).put("MQTT".getBytes(StandardCharsets.UTF_8));
    packet.put((byte) 4).put((byte) 2).putShort((short) 0);
    packet.putShort((short) id.length).put(id).flip();
    writeAll(channel, packet);
    ByteBuffer connack = ByteBuffer.allocate(4);
    readAll(channel, connack);
    if (connack.get(0) != 0x20 || connack.get(3) != 0) {
      throw new IOException("no CONNACK but " + Arrays.toString(connack.array()));
    }
    return channel;
  }

  static void writeAll(SocketChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  static void readAll(SocketChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new EOFException("the broker closed the connection");
      }
    }
  }

  /** Publishes as fast as acknowledgements come: some time unmeasured, then the measured time. */
  Result flatOut(long warmupMillis, long millis) throws IOException {
    run(System.nanoTime() + warmupMillis * 1_000_000, 0);
    return measure(millis, 0);
  }

  /** Publishes at a fixed rate over all publishers. */
  Result atRate(int perSecond, long warmupMillis, long millis) throws IOException {
    run(System.nanoTime() + warmupMillis * 1_000_000, perSecond);
    return measure(millis, perSecond);
  }

  private Result measure(long millis, int rate) throws IOException {
    measured = 0;
    measuring = true;
    long start = System.nanoTime();
    run(start + millis * 1_000_000, rate);
    long nanos = System.nanoTime() - start;
    measuring = false;
    long[] sorted = Arrays.copyOf(latencies, measured);
    Arrays.sort(sorted);
    return new Result(measured, nanos, at(sorted, 0.5), at(sorted, 0.99));
  }

  static double at(long[] sorted, double quantile) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1, (long) (quantile * sorted.length))] / 1e6;
  }

  /** Publishes so many as fast as acknowledgements come, and waits for all of these. */
  void exactly(long count) throws IOException {
    long end = sequence + count;
    while (sequence < end) {
      for (Publisher publisher : publishers) {
        while (sequence < end && publisher.inFlight < window) {
          publish(publisher, System.nanoTime());
        }
        flush(publisher);
      }
      selector.select(key -> read((Publisher) key.attachment()), 10);
    }
    drain();
  }

  /** Waits until everything is acknowledged. */
  void drain() throws IOException {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (publishers.stream().anyMatch(publisher -> publisher.inFlight > 0)) {
      for (Publisher publisher : publishers) {
        flush(publisher);
      }
      if (System.nanoTime() > deadline) {
        throw new IOException("publishes stayed unacknowledged for 10 s");
      }
      selector.select(key -> read((Publisher) key.attachment()), 10);
    }
  }

  private void run(long until, int rate) throws IOException {
    long begin = System.nanoTime();
    long sent = 0;
    int turn = 0;
    while (true) {
      long now = System.nanoTime();
      if (now >= until) {
        return;
      }
      if (rate == 0) {
        for (Publisher publisher : publishers) {
          while (publisher.inFlight < window) {
            publish(publisher, System.nanoTime());
          }
          flush(publisher);
        }
        selector.select(key -> read((Publisher) key.attachment()), 10);
      } else {
        long due = (now - begin) * rate / 1_000_000_000L;
        while (sent < due) {
          Publisher publisher = publishers.get(turn++ % publishers.size());
          publish(publisher, begin + sent * 1_000_000_000L / rate);
          flush(publisher);
          sent++;
        }
        selector.select(key -> read((Publisher) key.attachment()), 1);
      }
    }
  }

  private void publish(Publisher publisher, long dueAt) throws IOException {
    byte[] payload = content.payload(publisher.number, sequence++, dueAt);
    byte[] topic = publisher.topic;
    if (publisher.out.remaining() < payload.length + topic.length + 16) {
      flush(publisher);
    }
    int length = 2 + topic.length + 2 + payload.length;
    ByteBuffer out = publisher.out;
    out.put((byte) 0x32);
    if (length < 128) {
      out.put((byte) length);
    } else {
      out.put((byte) ((length & 0x7F) | 0x80)).put((byte) (length >> 7));
    }
    out.putShort((short) topic.length).put(topic);
    int id = publisher.nextId;
    publisher.nextId = id == IDS - 1 ? 1 : id + 1;
    out.putShort((short) id).put(payload);
    publisher.sentAt[id] = dueAt;
    publisher.inFlight++;
  }

  private void flush(Publisher publisher) throws IOException {
    publisher.out.flip();
    while (publisher.out.hasRemaining()) {
      if (publisher.channel.write(publisher.out) == 0) {
        break;
      }
    }
    publisher.out.compact();
  }

  private void read(Publisher publisher) {
    ByteBuffer in = publisher.in;
    try {
      if (publisher.channel.read(in) < 0) {
        throw new EOFException("the broker closed the connection of publisher " + publisher.number);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    in.flip();
    long now = System.nanoTime();
    while (in.remaining() >= 4) {
      int at = in.position();
      if (in.get(at) != 0x40) {
        throw new IllegalStateException("no PUBACK but type " + in.get(at));
      }
      int id = in.getShort(at + 2) & 0xFFFF;
      in.position(at + 4);
      publisher.inFlight--;
      if (measuring) {
        if (measured == latencies.length) {
          latencies = Arrays.copyOf(latencies, measured * 2);
        }
        latencies[measured++] = now - publisher.sentAt[id];
      }
    }
    in.compact();
  }

  @Override
  public void close() throws IOException {
    for (Publisher publisher : publishers) {
      publisher.channel.close();
    }
    selector.close();
  }
}
