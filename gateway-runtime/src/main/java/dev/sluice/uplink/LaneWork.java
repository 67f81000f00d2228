package dev.sluice.uplink;

import dev.sluice.time.WallClock;
import dev.sluice.uplink.Delivery.Delivered;
import dev.sluice.uplink.Delivery.Poison;
import dev.sluice.uplink.Delivery.Refused;
import dev.sluice.uplink.Delivery.Rejected;
import dev.sluice.uplink.Delivery.Retry;
import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of one lane, turn by turn: take readings, deliver a batch, settle what became of it. A
 * batch that failed is tried again before anything later. Used by the lane's thread.
 */
final class LaneWork {

  /** The first wait after a failure. */
  static final Duration FIRST_WAIT = Duration.ofMillis(250);

  /** A turn that has nothing to do until it is woken. */
  static final long IDLE = Long.MAX_VALUE;

  private static final Logger log = LoggerFactory.getLogger(LaneWork.class);

  /** How often a destination is asked that does not let us in. */
  private static final long ASK_AGAIN = TimeUnit.MINUTES.toNanos(10);

  private static final long LATER = TimeUnit.SECONDS.toNanos(5);

  /** Readings in the first delivery after a failed one. */
  private static final int FIRST = 50;

  /** More dead letters are not made before these are safe. */
  private static final int MOST_UNSAVED = 1_000;

  private final Lane lane;
  private final Uplink uplink;
  private final Source source;
  private final UplinkLedger ledger;
  private final FarSide farSide;
  private final Throttle throttle;
  private final Backoff backoff;
  private final CourierSettings settings;
  private final WallClock clock;
  private final Runnable changed;

  private @Nullable Shipment shipment;
  private boolean waits;
  private long waitsUntil;
  private boolean asking;
  private boolean returned;
  private long askAt;
  private int most;
  private volatile long since = Long.MAX_VALUE;

  /**
   * A lane with nothing in hand.
   *
   * @param changed called when the other lane may have something to do
   */
  LaneWork(
      Lane lane,
      Uplink uplink,
      Source source,
      UplinkLedger ledger,
      FarSide farSide,
      Throttle throttle,
      Backoff backoff,
      CourierSettings settings,
      WallClock clock,
      Runnable changed) {
    this.lane = lane;
    this.uplink = uplink;
    this.source = source;
    this.ledger = ledger;
    this.farSide = farSide;
    this.throttle = throttle;
    this.backoff = backoff;
    this.settings = settings;
    this.clock = clock;
    this.changed = changed;
    this.most = settings.batch();
  }

  /**
   * Does one thing.
   *
   * @return ns to wait before the next turn, unless woken; 0 = go on at once
   */
  long turn() throws InterruptedException {
    if (farSide.refusing()) {
      return ask();
    }
    asking = false;
    if (lane == Lane.LIVE) {
      ledger.live(true);
    }
    if (waits) {
      long left = waitsUntil - clock.nanos();
      if (left > 0) {
        return left;
      }
      waits = false;
    }
    if (ledger.unsaved() >= MOST_UNSAVED) {
      return LATER;
    }
    if (lane == Lane.BACKFILL && farSide.away()) {
      return IDLE;
    }
    Shipment current = shipment;
    if (current == null) {
      current = take();
      if (current == null) {
        return waits ? waitsUntil - clock.nanos() : idle();
      }
      shipment = current;
    }
    settle(current);
    if (shipment == null) {
      return 0;
    }
    long wait = throttle.waiting();
    if (wait > 0) {
      return wait;
    }
    send(current);
    return 0;
  }

  /** Lets go of what is in hand: it is taken again from where it came. */
  void drop() {
    if (lane == Lane.LIVE) {
      ledger.live(false);
    }
    letGo();
    waits = false;
    backoff.reset();
  }

  /** When the oldest reading in hand was received, µs; {@link Long#MAX_VALUE} if none. */
  long since() {
    return since;
  }

  private @Nullable Shipment take() throws InterruptedException {
    try {
      return source.next();
    } catch (IOException | RuntimeException e) {
      farSide.error("the backlog cannot be read: " + e.getMessage());
      log.warn("uplink backlog cannot be read, tried again soon: {}", e.toString());
      waitFor(LATER);
      return null;
    }
  }

  /** Nothing to send. If nobody knows whether the far side is there again, that is asked. */
  private long idle() throws InterruptedException {
    if (lane == Lane.BACKFILL || !farSide.away()) {
      return IDLE;
    }
    switch (asked()) {
      case Delivered _ -> {
        farSide.there();
        changed.run();
        return IDLE;
      }
      case Refused refused -> refused(refused);
      case Retry retry -> later(retry.why(), retry.after(), true);
      case Poison _, Rejected _ -> later("it gave an answer that is none", Duration.ZERO, true);
    }
    return 0;
  }

  /** It lets us in no more: asked again from time to time. */
  private long ask() throws InterruptedException {
    drop();
    if (lane == Lane.BACKFILL) {
      return IDLE;
    }
    long now = clock.nanos();
    if (!asking) {
      asking = true;
      askAt = now + ASK_AGAIN;
    }
    if (askAt - now > 0) {
      return askAt - now;
    }
    askAt = now + ASK_AGAIN;
    switch (asked()) {
      case Delivered _ -> {
        farSide.there();
        changed.run();
        return 0;
      }
      case Refused refused -> farSide.refused(refused.why());
      case Retry retry -> farSide.error(retry.why());
      case Poison _, Rejected _ -> farSide.error("it gave an answer that is none");
    }
    return ASK_AGAIN;
  }

  private Delivery asked() throws InterruptedException {
    try {
      return uplink.probe();
    } catch (RuntimeException | LinkageError e) {
      return Retry.of(String.valueOf(e));
    }
  }

  private void send(Shipment current) throws InterruptedException {
    int limit = Math.min(most, throttle.most());
    List<Parcel> batch = current.next(limit, Math.min(settings.batchBytes(), throttle.mostBytes()));
    if (batch.isEmpty()) {
      throw new IllegalStateException("a shipment with nothing to send");
    }
    long bytes = batch.stream().mapToLong(Weight::of).sum();
    long begun = clock.nanos();
    Delivery delivery = deliver(batch);
    throttle.used(batch.size(), bytes);
    switch (delivery) {
      case Delivered _ -> {
        current.delivered();
        ledger.sent(batch.size(), 0);
        worked();
      }
      case Poison(Map<Integer, String> why) -> {
        current.poisoned(why);
        ledger.sent(batch.size(), why.size());
        why.values().stream().findFirst().ifPresent(farSide::error);
        worked();
      }
      case Rejected(String why) -> {
        ledger.sent(batch.size(), batch.size());
        farSide.error(why);
        if (batch.size() == 1) {
          current.poisoned(Map.of(0, why));
          worked();
        } else {
          most = (batch.size() + 1) / 2;
        }
      }
      case Retry retry -> {
        BitSet arrived = retry.arrived();
        current.arrived(arrived);
        ledger.sent(batch.size(), batch.size() - arrived.cardinality());
        settle(current);
        // A backlog that fails while the live lane gets through says nothing about the far side.
        boolean away = lane == Lane.LIVE || !farSide.confirmedSince(begun);
        if (!arrived.isEmpty()) {
          backoff.reset();
          farSide.confirmed();
        }
        later(retry.why(), retry.after(), away);
      }
      case Refused refused -> {
        ledger.sent(batch.size(), batch.size());
        refused(refused);
      }
    }
    if (shipment != null) {
      settle(current);
    }
    if (returned) {
      returned = false;
      if (lane == Lane.LIVE && ledger.back(settings.batch(), most)) {
        letGo();
      }
      changed.run();
    }
  }

  private void letGo() {
    shipment = null;
    since = Long.MAX_VALUE;
  }

  private Delivery deliver(List<Parcel> batch) throws InterruptedException {
    try {
      return uplink.deliver(batch);
    } catch (RuntimeException | LinkageError e) {
      log.warn("an uplink failed in a way that it should not: {}", e.toString());
      return Retry.of(String.valueOf(e));
    }
  }

  private void worked() {
    backoff.reset();
    most = (int) Math.min(settings.batch(), 2L * most);
    returned = farSide.away();
    farSide.confirmed();
  }

  private void later(String why, Duration after, boolean away) {
    farSide.failed(why, away);
    if (lane == Lane.BACKFILL) {
      changed.run();
    }
    if (away) {
      // Found again with little, so that what is fresh then soon has its turn.
      most = Math.min(most, FIRST);
    }
    if (!source.keeps()) {
      letGo();
      changed.run();
    }
    waitFor(Math.max(backoff.next(), after.toNanos()));
  }

  private void refused(Refused refused) {
    farSide.refused(refused.why());
    log.warn("an uplink is refused, all is kept: {}", refused.why());
    changed.run();
  }

  private void waitFor(long nanos) {
    waits = true;
    waitsUntil = clock.nanos() + nanos;
  }

  /** Settles what can be settled, and lets go of a shipment that is done. */
  private void settle(Shipment current) {
    Shipment.Run run = current.settle();
    if (run != null) {
      ledger.settle(current.origin(), run, clock.micros());
    }
    since = current.since();
    if (current.ended()) {
      shipment = null;
      if (lane == Lane.LIVE) {
        changed.run();
      }
    }
  }
}
