package dev.sluice.mqtt.broker;

import dev.sluice.model.Note;
import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Arrival.Care;
import dev.sluice.pipeline.Intake;
import dev.sluice.pipeline.Outcome;
import dev.sluice.pipeline.Receipt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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

  private static final long FIRST_RETRY_SECONDS = 1;
  private static final long LONGEST_RETRY_SECONDS = 30;

  /** How long after a start subscribers have to come back before they are told of old wills. */
  private static final long GRACE_SECONDS = 3;

  /** The will of one client, from its CONNECT until it is void or stored as published. */
  private static final class Standing {
    final Will will;

    /** The connection it belongs to; null once that is lost. */
    @Nullable Connection owner;

    /** Runs out when its delay is over. */
    @Nullable Future<?> timer;

    Standing(Will will, @Nullable Connection owner) {
      this.will = will;
      this.owner = owner;
    }
  }

  private final Reception reception;
  private final RetainedMessages retainedMessages;
  private final BrokerMeters meters;
  private final ScheduledExecutorService timer;
  private final Consumer<Will> subscribers;

  private final Map<String, Standing> standing = new HashMap<>();
  private final Map<String, CompletableFuture<?>> firing = new HashMap<>();
  private int waiting;
  private boolean closed;

  /**
   * No wills yet.
   *
   * @param timer runs delays and retries
   * @param subscribers delivers a will to whoever has subscribed to its topic
   */
  Wills(
      Reception reception,
      RetainedMessages retainedMessages,
      BrokerMeters meters,
      ScheduledExecutorService timer,
      Consumer<Will> subscribers) {
    this.reception = reception;
    this.retainedMessages = retainedMessages;
    this.meters = meters;
    this.timer = timer;
    this.subscribers = subscribers;
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
      cancel(before);
      voided = before.owner == null && isVoidedBy(connection);
      if (!voided) {
        fire(client, before.will, 0);
      }
    }
    if (connection.will != null) {
      standing.put(client, new Standing(connection.will, connection));
    }
    CompletableFuture<?> journalled =
        connection.will != null || voided
            ? journal(client)
            : CompletableFuture.completedFuture(null);
    CompletableFuture<?> earlier = firing.get(client);
    return earlier == null ? journalled : CompletableFuture.allOf(journalled, earlier);
  }

  /** A delayed will is void if its client is back within the delay and goes on with its session. */
  private static boolean isVoidedBy(Connection connection) {
    return !connection.cleanStart;
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
    long delay = Math.min(mine.will.delaySeconds(), connection.sessionExpirySeconds);
    if (delay <= 0 || waiting >= MAX_WAITING) {
      standing.remove(client);
      fire(client, mine.will, 0);
    } else {
      waiting++;
      mine.timer = timer.schedule(() -> delayOver(client, mine), delay, TimeUnit.SECONDS);
    }
  }

  private synchronized void delayOver(String client, Standing mine) {
    if (!closed && standing.remove(client, mine)) {
      waiting--;
      fire(client, mine.will, 0);
    }
  }

  private void cancel(Standing mine) {
    if (mine.timer != null) {
      mine.timer.cancel(false);
      mine.timer = null;
      waiting--;
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
      byte[] bytes = note.will();
      if (bytes == null) {
        continue;
      }
      Will will;
      try {
        will = Will.decode(bytes);
      } catch (IOException e) {
        log.warn("the will of {} cannot be read and is dropped", note.client(), e);
        var _ = journal(note.client());
        continue;
      }
      if (will.retain()) {
        retain.accept(RetainedMessages.note(will));
      }
      var _ = store(note.client(), will, 0, () -> tellLater(note.client(), will, isBack));
    }
  }

  private void tellLater(String client, Will will, Predicate<String> isBack) {
    later(
        () -> {
          if (!isBack.test(client)) {
            subscribers.accept(will);
          }
        },
        GRACE_SECONDS);
  }

  /** Stores a will as published and then delivers it. Holds the lock. */
  private void fire(String client, Will will, int attempt) {
    CompletableFuture<?> done = store(client, will, attempt, () -> subscribers.accept(will));
    firing.put(client, done);
    var _ =
        done.whenComplete(
            (ok, failure) -> {
              synchronized (this) {
                firing.remove(client, done);
              }
            });
  }

  /** Completes after the first attempt, whatever came of it; later ones go on by themselves. */
  private CompletableFuture<?> store(String client, Will will, int attempt, Runnable deliver) {
    CompletableFuture<@Nullable Void> attempted = new CompletableFuture<>();
    Arrival arrival = arrival(client, will);
    if (arrival == null) {
      stored(client, deliver);
      attempted.complete(null);
      return attempted;
    }
    if (reception.intake().offer(arrival) != Intake.Verdict.TAKEN) {
      retry(client, will, attempt, deliver);
      attempted.complete(null);
      return attempted;
    }
    arrival
        .receipt()
        .whenSettled(
            // Off the pipeline thread.
            outcome ->
                later(
                    () -> {
                      if (outcome == Outcome.FAILED) {
                        retry(client, will, attempt, deliver);
                      } else {
                        stored(client, deliver);
                      }
                      attempted.complete(null);
                    },
                    0));
    return attempted;
  }

  private @Nullable Arrival arrival(String client, Will will) {
    Note.Retained retained = null;
    if (will.retain() && retainedMessages.admit(will.topic(), will.payload().length)) {
      retained = RetainedMessages.note(will);
    }
    ByteBuffer payload = ByteBuffer.wrap(will.payload()).asReadOnlyBuffer();
    return reception.arrival(client, will.topic(), payload, Care.ACKNOWLEDGED, null, retained);
  }

  private void retry(String client, Will will, int attempt, Runnable deliver) {
    long seconds = Math.min(LONGEST_RETRY_SECONDS, FIRST_RETRY_SECONDS << Math.min(attempt, 10));
    later(
        () -> {
          synchronized (this) {
            if (!closed) {
              var _ = store(client, will, attempt + 1, deliver);
            }
          }
        },
        seconds);
  }

  private void stored(String client, Runnable deliver) {
    meters.wills.increment();
    try {
      deliver.run();
    } catch (RuntimeException e) {
      log.warn("the will of {} is stored but could not be delivered", client, e);
    }
    synchronized (this) {
      var _ = journal(client);
    }
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
    if (reception.intake().offer(arrival) != Intake.Verdict.TAKEN) {
      journalLater(client);
      attempted.complete(null);
      return attempted;
    }
    receipt.whenSettled(
        outcome -> {
          if (outcome == Outcome.FAILED) {
            journalLater(client);
          }
          attempted.complete(null);
        });
    return attempted;
  }

  private void journalLater(String client) {
    later(
        () -> {
          synchronized (this) {
            if (!closed) {
              var _ = journal(client);
            }
          }
        },
        FIRST_RETRY_SECONDS);
  }

  private void later(Runnable task, long seconds) {
    try {
      var _ =
          timer.schedule(
              () -> {
                try {
                  task.run();
                } catch (RuntimeException e) {
                  log.error("a will could not be handled", e);
                }
              },
              seconds,
              TimeUnit.SECONDS);
    } catch (RejectedExecutionException _) {
      // The broker is closing: what is journalled comes back at the next start.
    }
  }

  /** From now on nothing is published: what stands is journalled, and comes at the next start. */
  synchronized void close() {
    closed = true;
  }
}
