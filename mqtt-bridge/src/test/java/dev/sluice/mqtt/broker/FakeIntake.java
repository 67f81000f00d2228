package dev.sluice.mqtt.broker;

import dev.sluice.model.Note;
import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Arrival.Care;
import dev.sluice.pipeline.Intake;
import dev.sluice.pipeline.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * An intake that records what it is offered and settles it as the test says: at once and well, at
 * once and badly, or when the test asks for it. Always on a thread of its own, like the pipeline.
 */
final class FakeIntake implements Intake, AutoCloseable {

  /** What becomes of an arrival that was taken. */
  enum Fate {
    STORE,
    FAIL,
    HOLD
  }

  private final ExecutorService pipeline =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("fake-pipeline").factory());
  private final List<Arrival> taken = new ArrayList<>();
  private final List<Arrival> held = new ArrayList<>();
  private int refused;
  private Function<Arrival, Verdict> door = arrival -> Verdict.TAKEN;
  private Function<Arrival, Fate> fate = arrival -> Fate.STORE;

  @Override
  public synchronized Verdict offer(Arrival arrival) {
    Verdict verdict = door.apply(arrival);
    if (verdict == Verdict.FULL
        || (verdict == Verdict.DISK && arrival.care() == Care.ACKNOWLEDGED)) {
      refused++;
      return verdict;
    }
    taken.add(arrival);
    switch (fate.apply(arrival)) {
      case STORE -> settle(arrival, Outcome.STORED);
      case FAIL -> settle(arrival, Outcome.FAILED);
      case HOLD -> held.add(arrival);
    }
    return verdict;
  }

  private void settle(Arrival arrival, Outcome outcome) {
    pipeline.execute(() -> arrival.receipt().settle(outcome));
  }

  /** Everything is stored again, as at the start. */
  synchronized void reset() {
    door = arrival -> Verdict.TAKEN;
    fate = arrival -> Fate.STORE;
    settleHeld(Outcome.STORED);
    taken.clear();
    refused = 0;
  }

  synchronized void door(Function<Arrival, Verdict> answer) {
    door = answer;
  }

  synchronized void fate(Function<Arrival, Fate> answer) {
    fate = answer;
  }

  synchronized void fate(Fate answer) {
    fate = arrival -> answer;
  }

  /** Settles what was held, in the order of arrival. */
  synchronized void settleHeld(Outcome outcome) {
    held.forEach(arrival -> settle(arrival, outcome));
    held.clear();
  }

  synchronized int held() {
    return held.size();
  }

  synchronized int refused() {
    return refused;
  }

  synchronized List<Arrival> taken() {
    return List.copyOf(taken);
  }

  synchronized List<Arrival> taken(Predicate<Arrival> which) {
    return taken.stream().filter(which).toList();
  }

  /** The arrivals with samples of this client. */
  List<Arrival> readings(String client) {
    return taken(arrival -> arrival.source().equals(client) && !arrival.samples().isEmpty());
  }

  /** The will notes of this client, in order. */
  List<Note.Will> wills(String client) {
    return taken().stream()
        .map(Arrival::note)
        .filter(Note.Will.class::isInstance)
        .map(Note.Will.class::cast)
        .filter(will -> will.client().equals(client))
        .toList();
  }

  @Override
  public void close() {
    pipeline.shutdown();
  }
}
