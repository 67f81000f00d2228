package dev.sluice.console.stream;

import dev.sluice.console.auth.Caller;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One viewer's WebSocket. It holds no values: for a viewer that is behind it only remembers which
 * signals to tell when there is room again. Lives on the event loop.
 */
final class LiveClient {

  /** Close code: the viewer could not keep up. */
  static final short BEHIND = 4008;

  private static final Logger log = LoggerFactory.getLogger(LiveClient.class);
  private static final int MAX_EVENTS = 64;

  private final ServerWebSocket socket;
  private final HttpConnection connection;
  private final Caller caller;
  private final Map<Channel, BitSet> missed = new LinkedHashMap<>();
  private final ArrayDeque<String> events = new ArrayDeque<>();
  private boolean snapshotsDue;
  private boolean behind;
  private boolean closing;

  LiveClient(ServerWebSocket socket, HttpConnection connection, Caller caller) {
    this.socket = socket;
    this.connection = connection;
    this.caller = caller;
  }

  Caller caller() {
    return caller;
  }

  Set<Channel> channels() {
    return missed.keySet();
  }

  boolean behind() {
    return behind;
  }

  void enter(Channel channel) {
    missed.put(channel, new BitSet());
  }

  void leave(Channel channel) {
    missed.remove(channel);
  }

  /** Moves on to another channel with the same signals, as when the viewer is slowed down. */
  void move(Channel from, Channel to) {
    BitSet open = missed.remove(from);
    missed.put(to, open == null ? new BitSet() : open);
  }

  /** A frame of changes, or a note of it if there is no room. */
  void values(Channel channel, Channel.Frame frame) {
    if (behind || !send(frame.text())) {
      behind = true;
      BitSet open = missed.get(channel);
      if (open != null) {
        open.or(frame.changed());
      }
    }
  }

  /** All of a channel. */
  void snapshot(Channel channel, Iterable<String> frames) {
    BitSet open = missed.get(channel);
    if (behind || isFull()) {
      behind = true;
      snapshotsDue = true;
    } else {
      frames.forEach(this::write);
      if (open != null) {
        open.clear();
      }
    }
  }

  /** An event that must not be lost: kept for a while, and when there are too many, all is told. */
  void event(String frame) {
    if (!behind && send(frame)) {
      return;
    }
    behind = true;
    if (events.size() == MAX_EVENTS) {
      events.clear();
      snapshotsDue = true;
    } else {
      events.add(frame);
    }
  }

  /** Something that may be lost. */
  void hint(String frame) {
    if (!behind) {
      send(frame);
    }
  }

  /** Tells what was missed, if there is room again. Called at every tick. */
  void catchUp() {
    if (!behind || closing) {
      return;
    }
    behind = false;
    while (!events.isEmpty()) {
      if (!send(events.peekFirst())) {
        behind = true;
        return;
      }
      events.removeFirst();
    }
    boolean whole = snapshotsDue;
    snapshotsDue = false;
    for (Map.Entry<Channel, BitSet> each : missed.entrySet()) {
      if (isFull()) {
        behind = true;
        snapshotsDue |= whole;
        return;
      }
      if (whole) {
        each.getKey().snapshot().forEach(this::write);
      } else if (!each.getValue().isEmpty()) {
        write(each.getKey().merged(each.getValue()));
      }
      each.getValue().clear();
    }
  }

  private boolean send(String frame) {
    if (isFull()) {
      return false;
    }
    write(frame);
    return true;
  }

  /** A socket that has just been closed throws where one would expect an answer. */
  private boolean isFull() {
    try {
      return closing || socket.isClosed() || socket.writeQueueFull();
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private void write(String frame) {
    try {
      socket.writeTextMessage(frame).onFailure(e -> log.debug("A viewer went away: {}", e));
    } catch (IllegalStateException e) {
      log.debug("A viewer went away", e);
    }
  }

  /** Says good-bye, false if that was said before; {@link #cut} it soon, in case nobody listens. */
  boolean close(short code, String reason) {
    if (closing || socket.isClosed()) {
      return false;
    }
    closing = true;
    try {
      socket.close(code, reason).onFailure(e -> log.debug("A viewer went away: {}", e));
    } catch (IllegalStateException e) {
      log.debug("A viewer went away", e);
    }
    return true;
  }

  /**
   * Ends the connection without a word. A socket's own close waits until all before it has been
   * read, which a viewer that does not read never does.
   */
  void cut() {
    if (connection instanceof ConnectionBase internal) {
      var _ = internal.channelHandlerContext().close();
    }
  }
}
