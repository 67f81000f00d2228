package dev.sluice.mqtt.bridge;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Messages between the client's thread, which never waits, and the one that deals with them.
 * Unconfirmed ones have their own room, so that a flood of others cannot take it.
 */
final class DownQueue {

  /** So many unconfirmed ones a broker is asked to have under way. */
  static final int WINDOW = 32;

  /** So many there is room for: mosquitto 2.0.11 sends a window more at each confirmation. */
  static final int ROOM = 8 * WINDOW;

  /** So many others. */
  static final int ROOM_FOR_OTHERS = WINDOW;

  /** So many bytes of payloads in all. */
  static final long MAX_BYTES = 8L << 20;

  /**
   * A message that waits.
   *
   * @param since when it came, in the clock's ns
   */
  record Waiting(Incoming message, long since) {}

  private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
  private int confirmed;
  private int others;
  private long bytes;

  /** Puts a message in; false if there is no room. */
  synchronized boolean offer(Incoming message, long now) {
    boolean room = message.qos() > 0 ? confirmed < ROOM : others < ROOM_FOR_OTHERS;
    room &= bytes + message.payload().length <= MAX_BYTES;
    if (room) {
      count(message, 1);
      waiting.add(new Waiting(message, now));
    }
    return room;
  }

  /** The oldest, taken out; null if none came in time. */
  @Nullable Waiting poll(long millis) throws InterruptedException {
    Waiting next = waiting.poll(millis, TimeUnit.MILLISECONDS);
    if (next != null) {
      count(next.message(), -1);
    }
    return next;
  }

  private synchronized void count(Incoming message, int change) {
    bytes += (long) change * message.payload().length;
    if (message.qos() > 0) {
      confirmed += change;
    } else {
      others += change;
    }
  }
}
