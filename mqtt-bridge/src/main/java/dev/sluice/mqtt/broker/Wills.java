package dev.sluice.mqtt.broker;

import dev.sluice.model.Note;
import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Arrival.Care;
import dev.sluice.pipeline.Intake;
import dev.sluice.pipeline.Outcome;
import dev.sluice.pipeline.Receipt;
import dev.sluice.time.WallClock;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the wills of clients in HiveMQ's place, because HiveMQ's do not pass the tap and do not
 * survive a restart.
 *
 * <p>A will is journalled when its client connects, published like any other message when the
 * client is lost (MQTT 5 section 3.1.2.5), and then taken out of the journal. After a crash it is
 * published at the next start; one that was just being published may come twice.
 */
final class Wills {

  private static final Logger log = LoggerFactory.getLogger(Wills.class);

  /** Clients that are lost and whose will still waits; past this a will is published at once. */
  private static final int MAX_WAITING = 10_000;

  private static final long RETRY_SECONDS = 1;

  /** How long after a start subscribers have to come back before they are told of old wills. */
  private static final long GRACE_SECONDS = 3;

  /** The will of one client, from its CONNECT until it is void or due. */
  private static final class Standing {
    final Will will;

    /** The connection it belongs to; null once that is lost. */
    @Nullable Connection owner;

    /** Runs out when its delay is over. */
    @Nullable Future<?> delay;

    Standing(Will will, Connection owner) {
      this.will = will;
      this.owner = owner;
    }
  }

  private final Intake intake;
  private final WillDelivery delivery;
  private final RetainedMessages retainedMessages;
  private final Later later;
  private final WallClock clock;
  private final Map<String, Standing> standing = new HashMap<>();
  private final Map<String, CompletableFuture<?>> firing = new HashMap<>();
  private final Set<String> retrying = ConcurrentHashMap.newKeySet();
  private int waiting;
  private boolean closed;

  Wills(
      Intake intake,
      WillDelivery delivery,
      RetainedMessages retainedMessages,
      Later later,
      WallClock clock) {
    this.intake = intake;
    this.delivery = delivery;
    this.retainedMessages = retainedMessages;
    this.later = later;
    this.clock = clock;
  }

  /**
   * A client has been let in. What an earlier connection left behind is settled first, so that
   * nobody sees it after what the new connection publishes.
   *
   * @return done when the new will is journalled and an earlier one is published, or either failed
   */
  synchronized CompletableFuture<?> connected(Connection connection) {
    String client = connection.client;
    Standing before = standing.remove(client);
    boolean voided = false;
    if (before != null) {
      cancelDelay(before);
      // A delayed will is void if its client is back in time and goes on with its session.
      voided = before.owner == null && !connection.cleanStart;
      if (!voided) {
        fire(client, before.will);
      }
    }
    Will will = connection.will;
    if (will != null) {
      String user = connection.rights == null ? null : connection.rights.user();
      standing.put(client, new Standing(will.from(user), connection));
    }
    CompletableFuture<?> journalled =
        will != null || voided ? journal(client) : CompletableFuture.completedFuture(null);
    CompletableFuture<?> earlier = firing.get(client);
    return earlier == null ? journalled : CompletableFuture.allOf(journalled, earlier);
  }

  /**
   * A client is gone.
   *
   * @param clean true if it said good-bye and wants no will published
   */
  synchronized void disconnected(Connection connection, boolean clean) {
    String client = connection.client;
    Standing mine = standing.get(client);
    if (closed || mine == null || mine.owner != connection) {
      return;
    }
    mine.owner = null;
    if (clean) {
      standing.remove(client);
      var _ = journal(client);
      return;
    }
    long seconds = Math.min(mine.will.delaySeconds(), connection.sessionExpirySeconds);
    if (seconds <= 0 || waiting >= MAX_WAITING) {
      standing.remove(client);
      fire(client, mine.will);
    } else {
      waiting++;
      mine.delay = later.cancellable(seconds, () -> delayOver(client, mine));
    }
  }

  private synchronized void delayOver(String client, Standing mine) {
    if (!closed && standing.remove(client, mine)) {
      waiting--;
      fire(client, mine.will);
    }
  }

  private void cancelDelay(Standing mine) {
    if (mine.delay != null) {
      mine.delay.cancel(false);
      mine.delay = null;
      waiting--;
    }
  }

  /** Publishes a will. Holds the lock. */
  private void fire(String client, Will will) {
    long expiresAt = will.properties().from(clock.micros()).expiresAt();
    boolean admitted =
        !will.retain() || retainedMessages.admit(will.topic(), will.payload().length, expiresAt);
    CompletableFuture<?> done =
        delivery.publish(client, admitted ? will : will.unretained(), () -> settle(client));
    firing.put(client, done);
    var _ = done.whenComplete((ok, failure) -> fired(client, done));
  }

  private synchronized void fired(String client, CompletableFuture<?> done) {
    firing.remove(client, done);
  }

  private synchronized void settle(String client) {
    if (!closed) {
      var _ = journal(client);
    }
  }

  /**
   * Publishes the wills of clients that were connected when the gateway stopped or crashed. Before
   * the listeners bind, so that they come before anything their clients do now.
   *
   * @param retain puts the retained ones where new subscribers find them
   * @param isBack tells whether a client has connected again
   */
  synchronized void restore(
      List<Note.Will> left, Consumer<Note.Retained> retain, Predicate<String> isBack) {
    for (Note.Will note : left) {
      if (note.will() != null) {
        restore(note.client(), note.will(), retain, isBack);
      }
    }
  }

  private void restore(
      String client, byte[] encoded, Consumer<Note.Retained> retain, Predicate<String> isBack) {
    Will will;
    try {
      will = Will.decode(encoded);
    } catch (IOException e) {
      log.warn("the will of {} cannot be read and is dropped", client, e);
      var _ = journal(client);
      return;
    }
    if (will.retain()) {
      retain.accept(RetainedMessages.note(will, clock.micros()));
    }
    var _ =
        delivery.store(
            client,
            will,
            () -> {
              settle(client);
              // By then something newer may be retained.
              tellLater(client, will.unretained(), isBack);
            });
  }

  private void tellLater(String client, Will will, Predicate<String> isBack) {
    later.in(
        GRACE_SECONDS,
        () -> {
          if (!isBack.test(client)) {
            delivery.tell(will);
          }
        });
  }

  /**
   * Journals the will that stands for a client now, or that there is none; tries until it is taken.
   * Always the present state, so attempts may overlap. Holds the lock.
   */
  private CompletableFuture<?> journal(String client) {
    CompletableFuture<@Nullable Void> attempted = new CompletableFuture<>();
    Standing now = standing.get(client);
    Receipt receipt = new Receipt();
    Note.Will note = new Note.Will(client, now == null ? null : now.will.encode());
    Arrival arrival = new Arrival(client, Care.ACKNOWLEDGED, false, List.of(), null, note, receipt);
    if (intake.offer(arrival) == Intake.Verdict.TAKEN) {
      receipt.whenSettled(
          outcome -> {
            if (outcome == Outcome.FAILED) {
              tryAgain(client);
            }
            attempted.complete(null);
          });
    } else {
      tryAgain(client);
      attempted.complete(null);
    }
    return attempted;
  }

  /** One attempt waits for each client, however often it comes and goes meanwhile. */
  private void tryAgain(String client) {
    if (retrying.add(client)) {
      later.in(
          RETRY_SECONDS,
          () -> {
            retrying.remove(client);
            settle(client);
          });
    }
  }

  /** From now on nothing is published: what stands is journalled, and comes at the next start. */
  synchronized void close() {
    closed = true;
  }
}
