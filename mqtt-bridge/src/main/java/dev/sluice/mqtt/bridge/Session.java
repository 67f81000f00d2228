package dev.sluice.mqtt.bridge;

import dev.sluice.time.WallClock;
import dev.sluice.uplink.Lane;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a broker, from being let in to its end: the window of both lanes, the pulse
 * that notices a connection that is dead but does not say so, and the one end for all that is under
 * way.
 */
final class Session {

  /** A payload of more bytes takes a time of its own. */
  private static final int LARGE = 16 << 10;

  /** Bytes a second: 32 kbit/s. */
  private static final long FLOOR = 4_000;

  private final AtomicLong largeUnderWay = new AtomicLong();
  private final Address address;
  private final Wire wire;
  private final Client client;
  private final Login login;
  private final WallClock clock;
  private final Window window;
  private final long keepAlive;
  private final Set<Flight> flights = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable Loss> loss;
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicBoolean discarded = new AtomicBoolean();
  private final Thread pulse;
  private volatile long progress;
  private volatile boolean winding;

  /**
   * A session that runs.
   *
   * @param loss where the client may already have written how it ended
   */
  Session(
      Address address,
      Wire wire,
      Client client,
      Login login,
      int inflight,
      AtomicReference<@Nullable Loss> loss,
      WallClock clock) {
    this.address = address;
    this.wire = wire;
    this.client = client;
    this.login = login;
    this.loss = loss;
    this.clock = clock;
    this.window = new Window(Math.min(inflight, client.limits().inflight()));
    this.keepAlive = client.limits().keepAlive().toNanos();
    this.progress = clock.nanos();
    this.pulse = Thread.ofVirtual().name("uplink-pulse").start(this::pulse);
  }

  Address address() {
    return address;
  }

  /** As whom we were let in. */
  Login login() {
    return login;
  }

  Client.Limits limits() {
    return client.limits();
  }

  /** Bytes that a message carries beside topic and payload, at most. */
  int properties() {
    return client.properties();
  }

  /** How it ended; null while it runs. */
  @Nullable Loss loss() {
    return loss.get();
  }

  /** Nothing more is to be sent over it: it is to be replaced as soon as all is confirmed. */
  void wind() {
    winding = true;
  }

  /** True once it is to be replaced. */
  boolean winding() {
    return winding;
  }

  /** Waits for its end; true if it has ended by then. */
  boolean awaitEnd(Duration wait) throws InterruptedException {
    return over.await(wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** When anything was last confirmed, by the clock's ns. */
  long progress() {
    return progress;
  }

  /** A delivery begins; it hears of the end until it {@link #leaves}. */
  void joins(Flight flight) {
    flights.add(flight);
    if (loss.get() != null) {
      flight.lost();
    }
  }

  /** A delivery has ended. */
  void leaves(Flight flight) {
    flights.remove(flight);
  }

  /** Waits for room in the window; false if there was none in time. */
  boolean enter(Lane lane, Duration wait) throws InterruptedException {
    return window.enter(lane, wait.toNanos());
  }

  /** How long the large messages that are under way may take over the thinnest usual line, ns. */
  long forLarge() {
    return largeUnderWay.get() * TimeUnit.SECONDS.toNanos(1) / FLOOR;
  }

  /** Sends a message for which there is room; the delivery hears the answer. */
  void publish(Message message, Flight flight) {
    long sent = clock.nanos();
    int size = message.payload().length;
    long large = size > LARGE ? size : 0;
    largeUnderWay.addAndGet(large);
    Client.Answer answer =
        new Client.Answer() {
          @Override
          public void answered(int code) {
            long now = clock.nanos();
            progress = now;
            largeUnderWay.addAndGet(-large);
            window.confirmed(message.lane(), now - sent, now);
            flight.answered(message, code);
          }

          @Override
          public void lost() {
            largeUnderWay.addAndGet(-large);
            window.leave(message.lane());
            flight.lost();
          }
        };
    try {
      // One at a time: both lanes publish, and neither kind of client wants them to overlap.
      synchronized (client) {
        client.publish(message, answer);
      }
    } catch (IOException e) {
      window.leave(message.lane());
      end(Loss.of("the connection to " + address.place() + " is gone"));
      flight.lost();
    } catch (IllegalArgumentException e) {
      largeUnderWay.addAndGet(-large);
      window.leave(message.lane());
      flight.answered(message, Reasons.TOPIC_INVALID);
    }
  }

  /** Asks for messages; does not wait. */
  void subscribe(List<String> filters, Client.Grant grant) throws IOException {
    synchronized (client) {
      client.subscribe(filters, grant);
    }
  }

  /** Sends an answer, if there is room for it in time; nobody is told whether it arrived. */
  void reply(Reply reply, Duration wait) throws InterruptedException {
    if (!enter(Lane.LIVE, wait)) {
      return;
    }
    Client.Answer answer =
        new Client.Answer() {
          @Override
          public void answered(int code) {
            window.leave(Lane.LIVE);
          }

          @Override
          public void lost() {
            window.leave(Lane.LIVE);
          }
        };
    try {
      synchronized (client) {
        client.reply(reply, answer);
      }
    } catch (IOException | IllegalArgumentException e) {
      window.leave(Lane.LIVE);
    }
  }

  /** Asks for a sign of life and waits for it; without one the session ends. */
  boolean answers(Duration bound) throws InterruptedException {
    long before = wire.heard();
    long start = clock.nanos();
    client.ping();
    while (wire.heard() == before && loss.get() == null) {
      if (clock.nanos() - start > bound.toNanos()) {
        end(silence(bound.toSeconds()));
        return false;
      }
      Thread.sleep(5);
    }
    return loss.get() == null;
  }

  /** Ends the session; only the first reason counts. */
  void end(Loss reason) {
    loss.compareAndSet(null, reason);
    over.countDown();
    window.close();
    wire.close();
    pulse.interrupt();
    flights.forEach(Flight::lost);
    if (discarded.compareAndSet(false, true)) {
      // On a thread of its own: the client may be the one who calls.
      Thread.ofVirtual().name("uplink-discard").start(client::discard);
    }
  }

  /** Says goodbye and ends. */
  void leave(Loss reason) {
    if (loss.compareAndSet(null, reason)) {
      client.leave();
    }
    end(reason);
  }

  private Loss silence(long seconds) {
    return Loss.of(address.place() + " has not answered for " + seconds + " s");
  }

  /**
   * Tries a connection that has been silent for 3/4 of the keep-alive, and gives up one that has
   * been for 7/4; looked at every eighth, so it takes less than two keep-alives.
   */
  private void pulse() {
    long pinged = clock.nanos();
    try {
      while (loss.get() == null) {
        Thread.sleep(Duration.ofNanos(Math.max(1_000_000, keepAlive / 8)));
        long now = clock.nanos();
        long silent = now - wire.heard();
        if (silent >= keepAlive / 4 * 7) {
          end(silence(silent / 1_000_000_000));
        } else if (silent >= keepAlive / 4 * 3 && now - pinged >= keepAlive / 4 * 3) {
          pinged = now;
          client.ping();
        }
      }
    } catch (InterruptedException e) {
      // The session has ended.
    }
  }
}
