package dev.sluice.mqtt.bridge;

import dev.sluice.mqtt.bridge.Client.Answer;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Publishes of QoS 1 over a wire on which Paho speaks all the rest of MQTT. Paho spends on one
 * publish what the whole way from the journal costs several times over: four threads take part, and
 * each packet is a write of its own. Here a packet is put into the {@link Outbox}, and its PUBACK
 * is taken out of what Paho gets to read.
 *
 * <p>The packet ids are the highest ones; Paho counts its own from 1.
 */
final class Express implements AutoCloseable {

  private static final int PUBLISH_ONCE = 0x32;
  private static final int RETAIN = 0x01;
  private static final int PUBACK = 0x40;
  private static final int TOP = 65_535;

  private final Wire wire;
  private final Outbox outbox;
  private final @Nullable About about;

  /** By the distance of its packet id from the top. */
  private final @Nullable Answer[] waiting;

  private final ArrayDeque<Integer> free = new ArrayDeque<>();

  /** What a message says about itself in MQTT 5: properties, as they stand in the packet. */
  interface About {
    byte[] of(Message message);
  }

  /**
   * Publishes over a wire.
   *
   * @param inflight the most that may be unconfirmed
   * @param about null with MQTT 3.1.1, which has no properties
   */
  Express(Wire wire, int inflight, @Nullable About about) {
    this.wire = wire;
    this.outbox = new Outbox(wire);
    this.about = about;
    this.waiting = new @Nullable Answer[inflight];
    for (int i = 0; i < inflight; i++) {
      free.add(i);
    }
  }

  /**
   * Hands over a message; does not wait.
   *
   * @param retain whether the broker is asked to keep it
   * @throws IOException if the session is over
   * @throws IllegalArgumentException if no broker could take the message
   */
  void publish(Message message, boolean retain, Answer answer) throws IOException {
    String text = message.topic();
    byte[] topic = message.topicBytes();
    if (topic.length == 0 || topic.length > 65_535 || !plain(text)) {
      throw new IllegalArgumentException("no topic to publish to: " + text);
    }
    byte[] properties = about == null ? new byte[0] : about.of(message);
    byte[] payload = message.payload();
    int place = take(answer);
    int rest = about == null ? 0 : lengthOf(properties.length) + properties.length;
    outbox.put(
        to -> {
          to.add(PUBLISH_ONCE | (retain ? RETAIN : 0));
          to.addLength(2 + topic.length + 2 + rest + payload.length);
          to.addShort(topic.length);
          to.add(topic, topic.length);
          to.addShort(TOP - place);
          if (about != null) {
            to.addLength(properties.length);
            to.add(properties, properties.length);
          }
          to.add(payload, payload.length);
        });
  }

  private static boolean plain(String topic) {
    for (int i = 0; i < topic.length(); i++) {
      char c = topic.charAt(i);
      if (c == '+' || c == '#' || c == 0) {
        return false;
      }
    }
    return true;
  }

  private static int lengthOf(int number) {
    return number < 128 ? 1 : number < 16_384 ? 2 : number < 2_097_152 ? 3 : 4;
  }

  private synchronized int take(Answer answer) throws IOException {
    Integer place = free.poll();
    if (place == null) {
      throw new IOException("more under way than there may be");
    }
    waiting[place] = answer;
    return place;
  }

  /** Takes out whoever waits for this packet id; null if it is none of ours. */
  private synchronized @Nullable Answer take(int id) {
    int place = TOP - id;
    if (place >= waiting.length) {
      return null;
    }
    Answer answer = waiting[place];
    if (answer != null) {
      waiting[place] = null;
      free.add(place);
    }
    return answer;
  }

  /** What comes, without the confirmations of what was published here. */
  InputStream in() {
    return new Rest(wire.in());
  }

  /** Where Paho's packets go: each is sent whole when it is flushed. */
  OutputStream out() {
    return new Whole();
  }

  /** Sends nothing more. */
  @Override
  public void close() {
    outbox.close();
  }

  private final class Whole extends OutputStream {
    private final ByteArrayOutputStream packet = new ByteArrayOutputStream();

    @Override
    public void write(int b) {
      packet.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      packet.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      if (packet.size() > 0) {
        byte[] bytes = packet.toByteArray();
        packet.reset();
        outbox.send(bytes, bytes.length);
      }
    }
  }

  /** Reads packet by packet; used by Paho's receiving thread alone. */
  private final class Rest extends InputStream {
    private final InputStream in;

    /** The head of a packet that is passed on, and how much of it was. */
    private final byte[] head = new byte[7];

    private int headSize;
    private int headRead;

    /** Bytes of the packet behind its head that were not passed on yet. */
    private long left;

    Rest(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      if (!more()) {
        return -1;
      }
      if (headRead < headSize) {
        return head[headRead++] & 0xff;
      }
      int b = in.read();
      left--;
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!more()) {
        return -1;
      }
      if (headRead < headSize) {
        bytes[offset] = head[headRead++];
        return 1;
      }
      int count = in.read(bytes, offset, (int) Math.min(length, left));
      left -= Math.max(0, count);
      return count;
    }

    @Override
    public int available() throws IOException {
      return headSize - headRead + (int) Math.min(left, in.available());
    }

    /** Goes on to the next packet that is to be passed on; false at the end of the wire. */
    private boolean more() throws IOException {
      while (headRead == headSize && left == 0) {
        int first = in.read();
        if (first < 0) {
          return false;
        }
        head[0] = (byte) first;
        headSize = 1;
        headRead = 0;
        int length = length();
        if (length < 0) {
          return headSize > 0;
        }
        left = length;
        if ((first & 0xf0) == PUBACK && length >= 2) {
          confirmed();
        }
      }
      return true;
    }

    /** Reads the length; negative if it is none, which Paho then finds as well. */
    private int length() throws IOException {
      int length = 0;
      for (int shift = 0; shift < 28; shift += 7) {
        int b = in.read();
        if (b < 0) {
          return -1;
        }
        head[headSize++] = (byte) b;
        length |= (b & 0x7f) << shift;
        if (b < 0x80) {
          return length;
        }
      }
      return -1;
    }

    /** Keeps a confirmation of what was published here; any other is Paho's. */
    private void confirmed() throws IOException {
      int high = whole(in.read());
      int low = whole(in.read());
      left -= 2;
      Answer answer = Express.this.take((high << 8) | low);
      if (answer == null) {
        head[headSize++] = (byte) high;
        head[headSize++] = (byte) low;
        return;
      }
      headSize = 0;
      int code = left > 0 ? whole(in.read()) : 0;
      in.skipNBytes(Math.max(0, left - 1));
      left = 0;
      answer.answered(code);
    }

    /** A confirmation that is cut short confirms nothing. */
    private static int whole(int read) throws EOFException {
      if (read < 0) {
        throw new EOFException("a confirmation was cut short");
      }
      return read;
    }
  }
}
