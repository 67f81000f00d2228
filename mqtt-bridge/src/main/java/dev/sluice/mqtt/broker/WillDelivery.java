package dev.sluice.mqtt.broker;

import dev.sluice.model.Note;
import dev.sluice.model.Value;
import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Arrival.Care;
import dev.sluice.pipeline.Intake;
import dev.sluice.pipeline.Outcome;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a will that is due: to the intake like any message, and once that has stored it, to the
 * subscribers. A will was promised, so it is tried until it is stored.
 */
final class WillDelivery {

  private static final Logger log = LoggerFactory.getLogger(WillDelivery.class);

  private static final long LONGEST_RETRY_SECONDS = 30;

  private final Reception reception;
  private final BrokerMeters meters;
  private final Later later;
  private final Consumer<Will> subscribers;

  /**
   * A delivery.
   *
   * @param subscribers delivers a will to whoever has subscribed to its topic
   */
  WillDelivery(Reception reception, BrokerMeters meters, Later later, Consumer<Will> subscribers) {
    this.reception = reception;
    this.meters = meters;
    this.later = later;
    this.subscribers = subscribers;
  }

  /** Stores it as published, then delivers it, then runs {@code then}. */
  CompletableFuture<?> publish(String client, Will will, Runnable then) {
    return store(
        client,
        will,
        () -> {
          tell(will);
          then.run();
        });
  }

  /** Delivers it to subscribers, and does nothing else. */
  void tell(Will will) {
    try {
      subscribers.accept(will);
    } catch (RuntimeException e) {
      log.warn("a will for {} could not be delivered", will.topic(), e);
    }
  }

  /**
   * Stores a will as published and then runs {@code stored}, on the timer's thread or the caller's.
   *
   * @return completes after the first attempt, whatever came of it; later ones go on by themselves
   */
  CompletableFuture<?> store(String client, Will will, Runnable stored) {
    CompletableFuture<@Nullable Void> attempted = new CompletableFuture<>();
    attempt(client, will, stored, 1, attempted);
    return attempted;
  }

  private void attempt(
      String client,
      Will will,
      Runnable stored,
      long retrySeconds,
      CompletableFuture<@Nullable Void> attempted) {
    Arrival arrival = arrival(client, will);
    if (arrival == null) {
      finish(stored);
      attempted.complete(null);
    } else if (reception.intake().offer(arrival) == Intake.Verdict.TAKEN) {
      arrival
          .receipt()
          .whenSettled(
              // Off the pipeline's thread.
              outcome ->
                  later.in(
                      0,
                      () -> {
                        if (outcome == Outcome.FAILED) {
                          retry(client, will, stored, retrySeconds, attempted);
                        } else {
                          finish(stored);
                        }
                        attempted.complete(null);
                      }));
    } else {
      retry(client, will, stored, retrySeconds, attempted);
      attempted.complete(null);
    }
  }

  private void retry(
      String client,
      Will will,
      Runnable stored,
      long seconds,
      CompletableFuture<@Nullable Void> attempted) {
    long next = Math.min(LONGEST_RETRY_SECONDS, seconds * 2);
    later.in(seconds, () -> attempt(client, will, stored, next, attempted));
  }

  private @Nullable Arrival arrival(String client, Will will) {
    Note.Retained retained =
        will.retain() ? RetainedMessages.note(will, reception.clock().micros()) : null;
    ByteBuffer payload = ByteBuffer.wrap(will.payload()).asReadOnlyBuffer();
    try {
      String device = will.user() == null ? client : will.user();
      Value.Message whole =
          reception.raw().match(will.topic())
              ? new Value.Message(
                  will.topic(),
                  will.payload(),
                  will.qos(),
                  will.retain(),
                  will.properties().forUpstream())
              : null;
      return reception.arrival(
          client, device, will.topic(), payload, Care.ACKNOWLEDGED, null, retained, whole);
    } catch (RuntimeException e) {
      // Whatever it is, it would be the same at every start.
      log.error("the will of {} cannot be stored as a reading", client, e);
      return null;
    }
  }

  private void finish(Runnable stored) {
    meters.wills.increment();
    stored.run();
  }
}
