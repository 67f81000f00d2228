package dev.sluice.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A subscriber to everything, QoS 1, that acknowledges each message: what a store behind a broker
 * has to do.
 */
final class Taker implements Closeable {

  private final SocketChannel channel;
  private final AtomicLong taken = new AtomicLong();

  Taker(int port) throws IOException {
    channel = MqttLoad.connect(port, "bench-taker");
    byte[] filter = "#".getBytes(StandardCharsets.UTF_8);
    ByteBuffer subscribe = ByteBuffer.allocate(16);
    subscribe.put((byte) 0x82).put((byte) (2 + 2 + filter.length + 1)).putShort((short) 1);
    subscribe.putShort((short) filter.length).put(filter).put((byte) 1).flip();
    MqttLoad.writeAll(channel, subscribe);
    MqttLoad.readAll(channel, ByteBuffer.allocate(5));
    Thread.ofPlatform().daemon().name("taker").start(this::take);
  }

  /** Messages taken so far. */
  long taken() {
    return taken.get();
  }

  private void take() {
    ByteBuffer in = ByteBuffer.allocateDirect(1 << 18);
    ByteBuffer out = ByteBuffer.allocateDirect(1 << 18);
    try {
      while (channel.read(in) >= 0) {
        in.flip();
        while (one(in, out)) {
          if (out.remaining() < 4) {
            send(out);
          }
        }
        in.compact();
        send(out);
      }
    } catch (IOException e) {
      // closed: the run is over
    }
  }

  private void send(ByteBuffer out) throws IOException {
    out.flip();
    MqttLoad.writeAll(channel, out);
    out.clear();
  }

  /** Takes one whole packet if there is one. */
  private boolean one(ByteBuffer in, ByteBuffer out) {
    int start = in.position();
    if (in.remaining() < 2) {
      return false;
    }
    int type = in.get(start) & 0xFF;
    int length = 0;
    int at = start + 1;
    for (int shift = 0; ; shift += 7) {
      if (at >= in.limit()) {
        return false;
      }
      byte b = in.get(at++);
      length |= (b & 0x7F) << shift;
      if (b >= 0) {
        break;
      }
    }
    if (in.limit() - at < length) {
      return false;
    }
    in.position(at + length);
    if ((type & 0xF0) == 0x30) {
      int topic = in.getShort(at) & 0xFFFF;
      if ((type & 0x06) != 0) {
        short id = in.getShort(at + 2 + topic);
        out.put((byte) 0x40).put((byte) 2).putShort(id);
      }
      taken.incrementAndGet();
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
