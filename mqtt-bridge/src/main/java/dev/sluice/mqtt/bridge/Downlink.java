package dev.sluice.mqtt.bridge;

import dev.sluice.model.SignalId;
import dev.sluice.mqtt.bridge.DownQueue.Waiting;
import dev.sluice.time.WallClock;
import dev.sluice.uplink.Delivery;
import dev.sluice.uplink.DownStatus;
import dev.sluice.uplink.Downstream;
import dev.sluice.uplink.Downstream.Cause;
import dev.sluice.uplink.Downstream.Refusal;
import dev.sluice.uplink.LocalMessage;
import dev.sluice.uplink.UplinkFactory.Surroundings;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes down from a broker: taken in by the client's thread, which never waits, and dealt with
 * one by one on a thread of its own, which also sees to it that there is a connection.
 */
final class Downlink implements Client.Ear, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Downlink.class);

  /** The largest payload, in bytes. */
  static final int MAX_PAYLOAD = 128 * 1024;

  /** The most user properties and the most bytes in them, about. */
  private static final int MAX_PROPERTIES = 32;

  private static final int MAX_PROPERTY_CHARS = 8 * 1024;

  /** What waited longer is not done any more: its sender has given up or asked again. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private static final long LOOK_MILLIS = 1000;
  private static final long SOON = TimeUnit.SECONDS.toNanos(1);
  private static final long LATER = TimeUnit.SECONDS.toNanos(30);
  private static final long MUCH_LATER = TimeUnit.MINUTES.toNanos(10);
  private static final long BROKER_LOOK_MILLIS = 250;

  private final String uplink;
  private final MqttSettings settings;
  private final String gateway;
  private final Downstream downstream;
  private final WallClock clock;
  private final DownRoutes routes;
  private final DownQueue queue = new DownQueue();
  private final DownAccount account;
  private final LoopGuard guard;
  private final Replies replies;
  private volatile @Nullable Session session;
  private @Nullable Thread thread;
  private boolean closed;
  private long wait = SOON;
  private long triedAt;

  Downlink(String uplink, MqttSettings settings, Surroundings surroundings) {
    this.uplink = uplink;
    this.settings = settings;
    this.gateway = surroundings.gateway();
    this.downstream = surroundings.downstream();
    this.clock = surroundings.clock();
    this.routes = new DownRoutes(settings, gateway);
    this.account = new DownAccount(clock);
    this.guard = new LoopGuard(gateway, settings.spoken().equals("5"), clock);
    this.replies = new Replies(settings, gateway, routes);
  }

  /** Begins to listen, over the connections of this connector. */
  synchronized void start(Connector connector) {
    if (thread == null && !closed) {
      account.subscription("nothing was subscribed to yet");
      triedAt = clock.nanos() - MUCH_LATER;
      thread =
          Thread.ofPlatform()
              .daemon()
              .name("uplink-" + uplink + "-down")
              .start(() -> run(connector));
    }
  }

  /** How it goes. */
  DownStatus status() {
    return account.status();
  }

  /** There is a new connection: subscribes anew. Does not wait. */
  void opened(Session made) {
    synchronized (this) {
      if (thread == null) {
        return; // only tested
      }
    }
    session = made;
    account.connection("");
    new Subscription(routes, account).ask(made);
  }

  @Override
  public void heard(Incoming message) {
    account.received();
    Refusal refusal = null;
    if (message.retained()) {
      refusal =
          new Refusal(
              Cause.RETAINED,
              "the broker kept it from earlier, and nobody knows how old it is; send it without"
                  + " retain");
    } else if (tooLarge(message)) {
      refusal =
          new Refusal(
              Cause.TOO_LARGE,
              "the message has "
                  + message.payload().length
                  + " bytes and "
                  + message.properties().size()
                  + " user properties; send at most "
                  + MAX_PAYLOAD
                  + " and "
                  + MAX_PROPERTIES);
    } else if (!queue.offer(message, clock.nanos())) {
      refusal = new Refusal(Cause.OVERFLOW, "more came than could be done; send less at once");
    }
    if (refusal != null) {
      account.refused(refusal.why(), message.topic(), refusal.words());
      // In a session without a memory it would not come again.
      message.confirm().run();
    }
  }

  private static boolean tooLarge(Incoming message) {
    long chars =
        message.properties().stream()
            .mapToLong(property -> property.name().length() + property.value().length())
            .sum();
    return message.payload().length > MAX_PAYLOAD
        || message.properties().size() > MAX_PROPERTIES
        || chars > MAX_PROPERTY_CHARS;
  }

  private void run(Connector connector) {
    try {
      while (!isClosed()) {
        try {
          keepConnected(connector);
          Waiting next = queue.poll(LOOK_MILLIS);
          if (next != null) {
            handle(next);
          }
        } catch (RuntimeException e) {
          log.error("what came down by uplink '{}' made it stumble; please report", uplink, e);
        }
      }
    } catch (InterruptedException e) {
      // It was closed.
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /**
   * Forwarding connects when it has something to send; what comes down cannot wait for that. While
   * there is no connection, nothing waits in the queue for long.
   */
  private void keepConnected(Connector connector) throws InterruptedException {
    if (connector.connected()) {
      wait = SOON;
      return;
    }
    if (clock.nanos() - triedAt < wait) {
      return;
    }
    try {
      connector.session(settings.timeout());
    } catch (UnreachableException e) {
      account.connection("not connected: " + e.getMessage());
      wait =
          e.verdict() instanceof Delivery.Refused ? MUCH_LATER : Math.clamp(wait * 2, SOON, LATER);
    }
    triedAt = clock.nanos();
  }

  private void handle(Waiting waiting) throws InterruptedException {
    Incoming message = waiting.message();
    SignalId signal = null;
    boolean write = false;
    try {
      checkAge(waiting);
      guard.check(message);
      switch (routes.aim(message.topic())) {
        case DownRoutes.Pass pass -> {
          guard.checkPace(message);
          pass(pass, waiting);
          account.published();
        }
        case DownRoutes.Write aim -> {
          write = true;
          DownPayload payload = DownPayload.parse(message.payload());
          signal = aim.signal(message, payload);
          downstream.write(signal, payload.value());
          account.written();
          reply(message, Replies.done(signal));
        }
      }
    } catch (Refusal e) {
      account.refused(e.why(), message.topic(), e.words());
      if (write) {
        reply(message, Replies.refused(signal, e));
      }
    } catch (RuntimeException e) {
      log.error("what came down by uplink '{}' made it stumble; please report", uplink, e);
      account.refused(Cause.FAILED, message.topic(), "a fault of the gateway: " + e);
    }
    message.confirm().run();
  }

  private void checkAge(Waiting waiting) throws Refusal {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(clock.nanos() - waiting.since());
    long bound = LONGEST_WAIT.toSeconds();
    long expiry = waiting.message().expirySeconds();
    if (seconds >= bound || (expiry >= 0 && seconds > expiry)) {
      throw new Refusal(
          Cause.EXPIRED, "it waited for " + seconds + " s behind others, which is too long");
    }
  }

  /** At the start of the gateway its broker comes up some seconds later than this. */
  private void pass(DownRoutes.Pass pass, Waiting waiting) throws Refusal, InterruptedException {
    Incoming message = waiting.message();
    LocalMessage local =
        new LocalMessage(
            pass.localTopic(),
            message.payload(),
            Math.min(message.qos(), 1),
            guard.marks(message),
            message.contentType(),
            message.expirySeconds());
    while (true) {
      try {
        downstream.publish(local);
        return;
      } catch (Refusal e) {
        if (e.why() != Cause.NOT_READY
            || clock.nanos() - waiting.since() >= LONGEST_WAIT.toNanos()) {
          throw e;
        }
        Thread.sleep(BROKER_LOOK_MILLIS);
      }
    }
  }

  private void reply(Incoming message, byte[] payload) throws InterruptedException {
    Session live = session;
    if (live != null) {
      replies.send(live, message, payload);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (thread != null) {
        thread.interrupt();
      }
    }
  }
}
