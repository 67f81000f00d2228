package dev.sluice.mqtt.bridge;

import dev.sluice.time.WallClock;
import dev.sluice.uplink.Delivery;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One batch on its way over one session: what was sent, what was answered, what that makes. */
final class Flight {

  /** A delivery whose answers keep dripping may take so many times the time-out. */
  private static final int LONGEST = 5;

  private static final Duration LOOK = Duration.ofMillis(250);

  private final List<Message> messages;
  private final Session session;
  private final Terms terms;
  private final Pace pace;
  private final Duration timeout;
  private final WallClock clock;

  private final BitSet arrived = new BitSet();
  private final Map<Integer, String> poison = new TreeMap<>();
  private final Set<String> denied = new HashSet<>();
  private @Nullable String later;
  private int sent;
  private int answers;

  /** True if it stopped early because the session is to be replaced. */
  private boolean wound;

  private boolean lost;
  private long progress;
  private long held;

  /** A flight that has not begun. */
  Flight(
      List<Message> messages,
      Session session,
      Terms terms,
      Pace pace,
      Duration timeout,
      WallClock clock) {
    this.messages = messages;
    this.session = session;
    this.terms = terms;
    this.pace = pace;
    this.timeout = timeout;
    this.clock = clock;
    this.progress = clock.nanos();
  }

  /** Sends all and waits for all answers; returns in bounded time. */
  void fly() throws InterruptedException {
    session.joins(this);
    boolean interrupted = true;
    try {
      long start = clock.nanos();
      for (Message message : messages) {
        wound |= session.winding();
        if (wound || (!unfit(message) && (!pace(message) || !enter(message, start)))) {
          break;
        }
        synchronized (this) {
          sent++;
        }
      }
      await(start);
      interrupted = false;
    } finally {
      if (interrupted) {
        // What is under way may still arrive: nothing later may be sent over this connection.
        session.end(Loss.of("this gateway is stopping"));
      }
      session.leaves(this);
    }
  }

  /** The broker's answer to a message. */
  synchronized void answered(Message message, int code) {
    progress = clock.nanos();
    answers++;
    String never = code < 0x80 ? null : Reasons.poison(code, message.topic());
    for (int position : message.positions()) {
      if (code < 0x80) {
        arrived.set(position);
      } else if (never != null) {
        poison.put(position, never);
      }
    }
    if (code == Reasons.NOT_AUTHORIZED) {
      denied.add(message.topic());
    } else if (code >= 0x80 && never == null) {
      later =
          "the broker did not take the message for " + message.topic() + ": " + Reasons.word(code);
    }
    if (answers >= sent) {
      notifyAll();
    }
  }

  private synchronized void refused(Message message, String why) {
    progress = clock.nanos();
    answers++;
    message.positions().forEach(position -> poison.put(position, why));
  }

  /** The session has ended. */
  synchronized void lost() {
    lost = true;
    notifyAll();
  }

  /**
   * What was not sent because the session is to be replaced; the verdict is about the rest. Empty
   * if it was not cut short so.
   */
  synchronized List<Message> left() {
    return wound ? messages.subList(sent, messages.size()) : List.of();
  }

  /** The readings that arrived. */
  synchronized BitSet arrived() {
    return (BitSet) arrived.clone();
  }

  /** True if anything at all was taken. */
  synchronized boolean took() {
    return !arrived.isEmpty();
  }

  /**
   * What the batch has come to.
   *
   * @param alone true if nothing but this was under way, so that what the broker says when it ends
   *     the session is about this
   * @param tookBefore true if the broker has ever taken anything from this uplink
   */
  synchronized Delivery verdict(boolean alone, boolean tookBefore) {
    BitSet sure = (BitSet) arrived.clone();
    if (answers < sent || (sent < messages.size() && !wound)) {
      return broken(sure, alone);
    }
    if (later != null) {
      return new Delivery.Retry(later, Duration.ZERO, sure);
    }
    if (poison.isEmpty()) {
      return new Delivery.Delivered();
    }
    if (!tookBefore && sure.isEmpty() && denied.size() > 1 && poison.size() == positions()) {
      // Not these readings are wrong, but the rights: to give up all of them would be a loss.
      return new Delivery.Refused(
          "the broker does not let this user publish to any topic, as "
              + denied.iterator().next()
              + "; give it the right to, or change topic");
    }
    return new Delivery.Poison(Map.copyOf(poison));
  }

  private Delivery broken(BitSet sure, boolean alone) {
    Loss loss = session.loss();
    String why = loss == null ? "the broker did not confirm everything in time" : loss.why();
    boolean blamed = loss != null && Reasons.blamesMessage(loss.code());
    return blamed && alone && sure.isEmpty()
        ? new Delivery.Rejected(why)
        : new Delivery.Retry(why, Duration.ZERO, sure);
  }

  private int positions() {
    return messages.subList(0, sent).stream().mapToInt(message -> message.positions().size()).sum();
  }

  /** Takes a message out that the broker would not take; the rest may pass. */
  private boolean unfit(Message message) {
    Terms.Unfit unfit = terms.unfit(message);
    if (unfit != null) {
      refused(message, unfit.why());
      return true;
    }
    boolean large =
        message.largest(session.properties()) > session.limits().packet()
            || TopicTemplate.tooLong(message.topic());
    if (large) {
      answered(message, Reasons.PACKET_TOO_LARGE);
    }
    return large;
  }

  /** Waits until the message may be sent by what the broker takes in a second. */
  private boolean pace(Message message) throws InterruptedException {
    long bytes = message.largest(session.properties());
    long begun = clock.nanos();
    for (long wait = pace.take(message.lane(), bytes);
        wait > 0;
        wait = pace.take(message.lane(), bytes)) {
      Duration nap = wait < LOOK.toNanos() ? Duration.ofNanos(wait) : LOOK;
      if (session.winding()) {
        wound = true;
        return false;
      }
      if (session.awaitEnd(nap)) {
        return false;
      }
    }
    held += clock.nanos() - begun;
    return true;
  }

  private boolean enter(Message message, long start) throws InterruptedException {
    while (!session.enter(message.lane(), LOOK)) {
      if (session.loss() != null) {
        return false;
      }
      if (late(start, session.progress())) {
        giveUp();
        return false;
      }
    }
    synchronized (this) {
      progress = clock.nanos();
    }
    session.publish(message, this);
    return true;
  }

  private void await(long start) throws InterruptedException {
    while (true) {
      synchronized (this) {
        if (answers == sent || lost) {
          return;
        }
        if (!late(start, progress)) {
          wait(LOOK.toMillis());
          continue;
        }
      }
      giveUp();
      return;
    }
  }

  private boolean late(long start, long last) {
    long now = clock.nanos();
    return now - Math.max(start, last) > timeout.toNanos() + session.forLarge()
        || now - start - held > timeout.multipliedBy(LONGEST).toNanos();
  }

  private void giveUp() {
    session.end(
        Loss.of(
            session.address().place()
                + " takes messages but has not confirmed them for "
                + timeout.toSeconds()
                + " s"));
  }
}
