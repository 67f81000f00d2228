package dev.sluice.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The far side of a bridge: takes MQTT 3.1.1 and 5, acknowledges each message at once and notes it.
 * Costs little, so that what is measured is the bridge; can be away for a while.
 */
final class Receiver implements Closeable {

  private static final int CONNECT = 0x10;
  private static final int PUBLISH = 0x30;
  private static final int SUBSCRIBE = 0x80;
  private static final int UNSUBSCRIBE = 0xA0;
  private static final int PING = 0xC0;

  private final Link link;
  private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
  private volatile Arrivals arrivals = new Arrivals(Arrivals.BACKLOG, 0, 0);
  private @Nullable ServerSocketChannel listener;

  /** A receiver that is away. */
  Receiver(Link link) {
    this.link = link;
  }

  /** Where the next arrivals are noted. */
  void into(Arrivals next) {
    arrivals = next;
  }

  /** Is there. */
  void open() throws IOException {
    ServerSocketChannel opened = link.listen();
    listener = opened;
    Thread.ofPlatform().daemon().name("receiver").start(() -> accept(opened));
  }

  /** How many clients are connected. */
  int connected() {
    return connections.size();
  }

  /** Is away; connections break. */
  @Override
  public void close() throws IOException {
    if (listener != null) {
      listener.close();
    }
    for (SocketChannel connection : connections) {
      connection.close();
    }
    connections.clear();
  }

  private void accept(ServerSocketChannel opened) {
    try {
      while (true) {
        SocketChannel connection = opened.accept();
        connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
        Thread.ofPlatform().daemon().name("receiver-client").start(() -> serve(connection));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(SocketChannel connection) {
    ByteBuffer in = ByteBuffer.allocateDirect(1 << 18);
    ByteBuffer out = ByteBuffer.allocateDirect(1 << 18);
    Conversation conversation = new Conversation(connection);
    try (connection) {
      while (connection.read(in) >= 0) {
        in.flip();
        while (conversation.one(in, out)) {
          if (out.remaining() < 16) {
            send(connection, out);
          }
        }
        in.compact();
        send(connection, out);
      }
    } catch (IOException | UncheckedIOException e) {
      // away
    } finally {
      connections.remove(connection);
    }
  }

  private static void send(SocketChannel connection, ByteBuffer out) throws IOException {
    out.flip();
    MqttLoad.writeAll(connection, out);
    out.clear();
  }

  /** What one client has said so far. */
  private final class Conversation {
    private final SocketChannel connection;
    private int version;

    Conversation(SocketChannel connection) {
      this.connection = connection;
    }

    /** Takes one whole packet if there is one. */
    boolean one(ByteBuffer in, ByteBuffer out) {
      int start = in.position();
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
      int first = in.get(start) & 0xFF;
      in.position(at + length);
      ByteBuffer body = in.duplicate().position(at).limit(at + length);
      answer(first, body, length + at - start, out);
      return true;
    }

    private void answer(int first, ByteBuffer body, int size, ByteBuffer out) {
      switch (first & 0xF0) {
        case CONNECT -> {
          // A bridge of mosquitto says so in the highest bit of the version.
          version = body.get(body.position() + 6) & 0x7F;
          out.put((byte) 0x20).put((byte) (version == 5 ? 3 : 2)).putShort((short) 0);
          if (version == 5) {
            out.put((byte) 0);
          }
          connections.add(connection);
        }
        case PUBLISH -> published(first, body, size, out);
        case SUBSCRIBE, UNSUBSCRIBE -> {
          boolean five = version == 5;
          boolean subscribe = (first & 0xF0) == SUBSCRIBE;
          int codes = five || subscribe ? 1 : 0;
          out.put((byte) (subscribe ? 0x90 : 0xB0)).put((byte) (2 + (five ? 1 : 0) + codes));
          out.putShort(body.getShort());
          for (int i = 0; i < (five ? 1 : 0) + codes; i++) {
            out.put((byte) 0);
          }
        }
        case PING -> out.put((byte) 0xD0).put((byte) 0);
        default -> {}
      }
    }

    private void published(int first, ByteBuffer body, int size, ByteBuffer out) {
      int length = body.getShort() & 0xFFFF;
      ByteBuffer topic = body.duplicate().limit(body.position() + length);
      body.position(body.position() + length);
      if ((first & 0x06) != 0) {
        out.put((byte) 0x40).put((byte) 2).putShort(body.getShort());
      }
      Properties properties = version == 5 ? Properties.read(body) : Properties.NONE;
      arrivals.arrived(topic, body, properties.backfill(), properties.fromHistory(), size);
    }
  }

  /**
   * The properties of a publish, as far as bridges send any.
   *
   * @param backfill true if they call the message backfill
   * @param fromHistory true if a backfilled message has lost its place in the journal
   */
  private record Properties(boolean backfill, boolean fromHistory) {

    static final Properties NONE = new Properties(false, false);

    private static final ByteBuffer BACKFILL = name("backfill");
    private static final ByteBuffer SEQ = name("seq");

    private static ByteBuffer name(String name) {
      return ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();
    }

    static Properties read(ByteBuffer body) {
      int length = 0;
      for (int shift = 0; ; shift += 7) {
        byte b = body.get();
        length |= (b & 0x7F) << shift;
        if (b >= 0) {
          break;
        }
      }
      int end = body.position() + length;
      boolean backfill = false;
      boolean seq = false;
      while (body.position() < end) {
        switch (body.get()) {
          case 0x26 -> {
            ByteBuffer name = text(body);
            backfill |= name.equals(BACKFILL);
            seq |= name.equals(SEQ);
            text(body);
          }
          case 0x01 -> body.get();
          case 0x02 -> body.getInt();
          case 0x03, 0x08, 0x09 -> text(body);
          default -> throw new IllegalArgumentException("a property that no bridge here sends");
        }
      }
      return new Properties(backfill, backfill && !seq);
    }

    private static ByteBuffer text(ByteBuffer body) {
      int length = body.getShort() & 0xFFFF;
      ByteBuffer text = body.duplicate().limit(body.position() + length);
      body.position(body.position() + length);
      return text;
    }
  }
}
