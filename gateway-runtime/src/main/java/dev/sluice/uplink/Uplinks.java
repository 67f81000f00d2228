package dev.sluice.uplink;

import dev.sluice.journal.Entry;
import dev.sluice.journal.JournalReader;
import dev.sluice.signals.SignalDirectory;
import dev.sluice.state.StateFailure;
import dev.sluice.state.UplinkState;
import dev.sluice.state.UplinkState.Asked;
import dev.sluice.state.UplinkState.DeadLetter;
import dev.sluice.state.UplinkState.Saved;
import dev.sluice.time.CautiousTime;
import dev.sluice.time.WallClock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All couriers: those of the configuration, and those whose uplink has gone from it lately. A
 * reader of the journal that never keeps a segment from being recycled.
 */
public final class Uplinks implements JournalReader, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Uplinks.class);

  /** How long the position of an uplink is kept that is not in the configuration any more. */
  private static final long KEPT = TimeUnit.DAYS.toMicros(7);

  /** Positions alone are saved this often: a crash repeats what was sent since. Kind to flash. */
  private static final long SAVE_EVERY = TimeUnit.SECONDS.toNanos(10);

  private static final Duration PATIENCE = Duration.ofSeconds(4);

  /**
   * One uplink of the configuration.
   *
   * @param id its name there
   * @param uplink opens it; not called if it is not enabled
   */
  public record Configured(
      String id, String type, CourierSettings settings, Supplier<Uplink> uplink) {}

  /**
   * What couriers need.
   *
   * @param backlog opens one for each courier
   * @param readingsThere how many readings journal and history have, asked once the journal was
   *     replayed
   */
  public record Parts(
      UplinkState state,
      Supplier<Backlog> backlog,
      Archive archive,
      LongSupplier readingsThere,
      SignalDirectory directory,
      WallClock clock,
      RandomGenerator random) {}

  private final Parts parts;
  private final CautiousTime time;
  private final Map<String, Courier> couriers = new LinkedHashMap<>();

  /**
   * The same ones: walked over for every entry of the journal, so without an iterator each time.
   */
  private final Courier[] all;

  private final Map<String, Saved> last = new HashMap<>();
  private final Set<String> forgotten = ConcurrentHashMap.newKeySet();
  private final Map<String, Asked> obeyed = new HashMap<>();
  private long savedAt;
  private boolean everSaved;

  /**
   * Couriers that go on where they were left.
   *
   * @throws dev.sluice.state.StateFailure if that cannot be read
   */
  public Uplinks(List<Configured> configured, Parts parts) {
    this.parts = parts;
    Map<String, Saved> left = new LinkedHashMap<>();
    parts.state().all().forEach(saved -> left.put(saved.id(), saved));
    long lastRemoved = left.values().stream().mapToLong(Saved::removedAt).max().orElse(0);
    this.time =
        new CautiousTime(parts.clock(), lastRemoved == 0 ? CautiousTime.NEVER : lastRemoved);
    for (Configured one : configured) {
      Uplink uplink = one.settings().enabled() ? one.uplink().get() : null;
      Saved saved = left.remove(one.id());
      add(one.id(), one.type(), uplink, one.settings(), saved, 0);
    }
    for (Saved saved : left.values()) {
      addRemoved(saved);
    }
    all = couriers.values().toArray(Courier[]::new);
    obey();
  }

  /**
   * Does what was asked while the gateway did not run, or from another process. Struck off by the
   * save that holds it; until then it is not done again, since the console may have changed it.
   */
  private void obey() {
    for (Asked asked : parts.state().asked()) {
      Courier courier = couriers.get(asked.uplink());
      if (asked.equals(obeyed.put(asked.uplink(), asked)) || courier == null) {
        continue;
      }
      if (asked.pausedUntil() == 0) {
        courier.resume();
      } else {
        courier.pauseUntil(asked.pausedUntil());
      }
    }
  }

  private void addRemoved(Saved saved) {
    long now = parts.clock().micros();
    long removedAt = saved.removedAt() == 0 ? Math.max(1, now) : saved.removedAt();
    if (isOver(removedAt)) {
      forget(saved.id());
      return;
    }
    log.warn(
        "uplink-removed: '{}' is not in the configuration any more; what it has not sent is kept"
            + " for 7 days, in case it comes back under this name",
        saved.id());
    add(saved.id(), "", null, CourierSettings.usual(ZoneOffset.UTC), saved, removedAt);
  }

  private void add(
      String id,
      String type,
      @Nullable Uplink uplink,
      CourierSettings settings,
      @Nullable Saved saved,
      long removedAt) {
    Courier.Parts own =
        new Courier.Parts(
            parts.backlog().get(),
            parts.archive(),
            parts.directory(),
            parts.clock(),
            parts.random());
    couriers.put(id, new Courier(id, type, uplink, settings, saved, removedAt, own));
  }

  @Override
  public void entry(Entry entry) {
    for (Courier courier : all) {
      courier.entry(entry);
    }
  }

  /** The journal was replayed: new uplinks begin here. Before the pipeline runs. */
  public void begin() {
    long there = parts.readingsThere().getAsLong();
    couriers.values().forEach(courier -> courier.begin(there));
  }

  /** Starts all lanes. */
  public void start(ThreadFactory threads) {
    couriers.values().forEach(courier -> courier.start(threads));
  }

  /** The courier with this id. */
  public Optional<Courier> find(String id) {
    return Optional.ofNullable(couriers.get(id)).filter(this::known);
  }

  /** How each is, in the order of the configuration, those gone from it last. */
  public List<UplinkStatus> status() {
    return couriers.values().stream().filter(this::known).map(Courier::status).toList();
  }

  private boolean known(Courier courier) {
    return !forgotten.contains(courier.id());
  }

  /** The newest dead letters of an uplink first. */
  public List<DeadLetter> deadLetters(String id, int limit) {
    return parts.state().deadLetters(id, limit);
  }

  /**
   * Saves what has changed, all in one transaction. Called about once a second by one thread, not
   * the pipeline's; writes that often only if there is more to save than positions.
   *
   * @throws dev.sluice.state.StateFailure if it could not be saved: tried again by the next call
   */
  public void save() {
    couriers.values().forEach(Courier::sample);
    forgetOld();
    save(false);
  }

  private synchronized void forgetOld() {
    couriers.values().stream()
        .filter(one -> one.removedAt() != 0 && isOver(one.removedAt()))
        .filter(one -> last.containsKey(one.id()))
        .forEach(
            one -> {
              forget(one.id());
              last.remove(one.id());
            });
  }

  /** A clock that is years ahead for an hour must not make it forget. */
  private boolean isOver(long removedAt) {
    OptionalLong now = time.micros();
    return now.isPresent() && now.getAsLong() - removedAt > KEPT;
  }

  private void forget(String id) {
    parts.state().forget(id);
    forgotten.add(id);
    log.warn("uplink '{}' is gone from the configuration for a week: forgotten", id);
  }

  private synchronized void save(boolean evenPositions) {
    obey();
    Map<String, Asked> done = new HashMap<>(obeyed);
    List<Saved> saved = new ArrayList<>();
    List<DeadLetter> letters = new ArrayList<>();
    Map<Courier, Integer> counts = new LinkedHashMap<>();
    boolean urgent =
        evenPositions
            || !done.isEmpty()
            || !everSaved
            || parts.clock().nanos() - savedAt >= SAVE_EVERY;
    for (Courier courier : couriers.values()) {
      UplinkLedger.Snapshot snapshot = courier.snapshot();
      Saved now = snapshot.saved();
      if (now == null || forgotten.contains(courier.id())) {
        done.remove(courier.id());
        continue;
      }
      Saved before = last.get(courier.id());
      if (!now.equals(before)) {
        saved.add(now);
        urgent |=
            before == null
                || !snapshot.letters().isEmpty()
                || before.pausedUntil() != now.pausedUntil();
      }
      letters.addAll(snapshot.letters());
      counts.put(courier, snapshot.letters().size());
    }
    if (!urgent || (saved.isEmpty() && done.isEmpty())) {
      return;
    }
    parts.state().save(saved, letters, List.copyOf(done.values()));
    done.forEach(obeyed::remove);
    counts.forEach(Courier::saved);
    saved.forEach(one -> last.put(one.id(), one));
    savedAt = parts.clock().nanos();
    everSaved = true;
  }

  /** Ends all lanes, closes the uplinks and saves where they are. */
  @Override
  public void close() {
    try {
      List<Thread> ends = new ArrayList<>();
      for (Courier courier : couriers.values()) {
        ends.add(
            Thread.ofPlatform().name("uplink-" + courier.id() + "-end").start(() -> stop(courier)));
      }
      for (Thread end : ends) {
        end.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      save(true);
    } catch (StateFailure e) {
      log.warn(
          "where the uplinks are could not be saved, so some is sent again after the next start: {}",
          e.getMessage());
    }
  }

  private static void stop(Courier courier) {
    try {
      courier.stop(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
