package dev.sluice.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.uplink.Delivery.Delivered;
import dev.sluice.uplink.Delivery.Poison;
import dev.sluice.uplink.Delivery.Refused;
import dev.sluice.uplink.Delivery.Rejected;
import dev.sluice.uplink.Delivery.Retry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A destination that does as it is told, and is strict: it fails the test if it is given an empty
 * batch, a batch of two lanes, two batches of a lane at once, or anything after it was closed.
 *
 * <p>Safe from any thread.
 */
public final class ScriptedUplink implements Uplink {

  /** One delivery, as it was asked for. */
  public record Attempt(List<Parcel> batch, Delivery answer) {}

  private final Deque<Function<List<Parcel>, Delivery>> script = new ArrayDeque<>();
  private final List<Attempt> attempts = new ArrayList<>();
  private final List<Parcel> received = new ArrayList<>();
  private final Map<Lane, Boolean> busy = new EnumMap<>(Lane.class);
  private Predicate<Parcel> poison = parcel -> false;
  private Predicate<Parcel> unwanted = parcel -> false;
  private int largest = Integer.MAX_VALUE;
  private Predicate<Parcel> lost = parcel -> false;
  private boolean away;
  private boolean refusing;
  private boolean hanging;
  private boolean closed;
  private int probes;

  /** The next delivery goes like this; what the answer says has arrived is taken. */
  public synchronized void next(Function<List<Parcel>, Delivery> answer) {
    script.add(answer);
  }

  /** Goes away or comes back. */
  public synchronized void away(boolean yes) {
    away = yes;
  }

  /** Batches with one of these in them never arrive. */
  public synchronized void lose(Predicate<Parcel> which) {
    lost = which;
  }

  /** Lets nothing in any more, or does again. */
  public synchronized void refuse(boolean yes) {
    refusing = yes;
  }

  /** Never answers until interrupted or closed, or does again. */
  public synchronized void hang(boolean yes) {
    hanging = yes;
    notifyAll();
  }

  /** Takes all but these, and says which. */
  public synchronized void poison(Predicate<Parcel> which) {
    poison = which;
  }

  /** Rejects each batch with one of these in it, and does not say which. */
  public synchronized void unwanted(Predicate<Parcel> which) {
    unwanted = which;
  }

  /** Rejects larger batches. */
  public synchronized void largest(int readings) {
    largest = readings;
  }

  @Override
  public synchronized Delivery deliver(List<Parcel> batch) throws InterruptedException {
    assertThat(closed).as("a delivery after the end").isFalse();
    assertThat(batch).as("a batch").isNotEmpty();
    assertThat(batch.stream().map(Parcel::lane).distinct()).as("lanes of a batch").hasSize(1);
    Lane lane = batch.getFirst().lane();
    assertThat(busy.put(lane, true)).as("two batches of lane %s at once", lane).isNotEqualTo(true);
    try {
      while (hanging && !closed) {
        wait();
      }
      Delivery answer = closed ? Retry.of("closed") : answer(batch);
      take(batch, answer);
      attempts.add(new Attempt(List.copyOf(batch), answer));
      return answer;
    } finally {
      busy.put(lane, false);
    }
  }

  private Delivery answer(List<Parcel> batch) {
    Function<List<Parcel>, Delivery> told = script.poll();
    if (told != null) {
      return told.apply(batch);
    }
    if (refusing) {
      return new Refused("wrong password");
    }
    if (away || batch.stream().anyMatch(lost)) {
      return Retry.of("connection refused");
    }
    if (batch.size() > largest || batch.stream().anyMatch(unwanted)) {
      return new Rejected("too large or wrong");
    }
    Map<Integer, String> bad = new HashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      if (poison.test(batch.get(i))) {
        bad.put(i, "not this one");
      }
    }
    return bad.isEmpty() ? new Delivered() : new Poison(bad);
  }

  private void take(List<Parcel> batch, Delivery answer) {
    for (int i = 0; i < batch.size(); i++) {
      boolean arrived =
          switch (answer) {
            case Delivered _ -> true;
            case Poison(Map<Integer, String> why) -> !why.containsKey(i);
            case Retry(String _, Duration _, BitSet some) -> some.get(i);
            case Rejected _, Refused _ -> false;
          };
      if (arrived) {
        received.add(batch.get(i));
      }
    }
  }

  @Override
  public synchronized Delivery probe() {
    assertThat(closed).as("a probe after the end").isFalse();
    probes++;
    if (refusing) {
      return new Refused("wrong password");
    }
    return away || hanging ? Retry.of("connection refused") : new Delivered();
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Everything that arrived, in this order. */
  public synchronized List<Parcel> received() {
    return List.copyOf(received);
  }

  /** Everything that arrived on a lane. */
  public synchronized List<Parcel> received(Lane lane) {
    return received.stream().filter(parcel -> parcel.lane() == lane).toList();
  }

  /** All deliveries so far. */
  public synchronized List<Attempt> attempts() {
    return List.copyOf(attempts);
  }

  /** How often it was probed. */
  public synchronized int probes() {
    return probes;
  }
}
