package dev.sluice.uplink;

import dev.sluice.history.Unsent;
import dev.sluice.journal.Entry;
import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.Reading;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.signals.SignalDirectory;
import dev.sluice.state.InMemoryUplinkState;
import dev.sluice.state.UplinkState.Saved;
import dev.sluice.time.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A journal, a history and one courier without threads: a test says whose turn it is. What the
 * journal has given back is in history, without the readings' seqs.
 */
final class CourierWorld {

  static final long NOW = 1_767_225_600_000_000L;
  static final String ID = "head-office";

  final ManualClock clock = new ManualClock(NOW);
  final SignalDirectory directory = new SignalDirectory(1_000);
  final InMemoryUplinkState state = new InMemoryUplinkState();
  final ScriptedUplink uplink = new ScriptedUplink();
  final TreeMap<Long, Entry> journal = new TreeMap<>();

  /** Readings by seq that history does not have any more. */
  final Set<Long> expired = new HashSet<>();

  private final Random random;
  private CourierSettings settings = CourierSettings.usual(ZoneOffset.UTC);
  private long nextSeq = 1;
  private long goneBelow = 1;
  private boolean unreadable;
  private Courier courier;

  /** A courier that has begun with nothing. */
  CourierWorld(long seed) {
    random = new Random(seed);
    for (int i = 0; i < 3; i++) {
      Objects.requireNonNull(directory.add(id(i), Kind.NUMBER, "°C", false));
    }
    courier = open();
    courier.begin(0);
  }

  /** Other settings, from the next restart on. */
  CourierWorld with(CourierSettings other) {
    settings = other;
    return this;
  }

  CourierSettings settings() {
    return settings;
  }

  static CourierSettings small(int batch, int queue, boolean newestFirst) {
    CourierSettings usual = CourierSettings.usual(ZoneOffset.UTC);
    return new CourierSettings(
        true,
        false,
        newestFirst,
        batch,
        1 << 20,
        queue,
        usual.backoff(),
        usual.budget(),
        usual.shaping());
  }

  CourierSettings shaped(Shaping shaping) {
    return new CourierSettings(
        true,
        settings.fromBeginning(),
        settings.newestFirst(),
        settings.batch(),
        settings.batchBytes(),
        settings.queue(),
        settings.backoff(),
        settings.budget(),
        shaping);
  }

  private @Nullable Saved saved() {
    return state.all().stream().filter(one -> one.id().equals(ID)).findFirst().orElse(null);
  }

  private Courier open() {
    Courier.Parts parts = new Courier.Parts(this::read, this::page, directory, clock, random);
    return new Courier(ID, "test", settings.enabled() ? uplink : null, settings, saved(), 0, parts);
  }

  Courier courier() {
    return courier;
  }

  /** The process is gone and starts again from what was saved and journalled. */
  void restart() {
    restart(0);
  }

  void restart(long readingsThere) {
    courier = open();
    journal.tailMap(goneBelow).values().forEach(courier::entry);
    courier.begin(readingsThere);
  }

  /** One arrival with a value for each of the signals named, by index. */
  List<Reading> arrive(int... signals) {
    List<Reading> readings = new ArrayList<>();
    for (int signal : signals) {
      long time = clock.micros() + nextSeq + readings.size();
      readings.add(
          new Reading(
              signal,
              new Value.Num(nextSeq + readings.size()),
              Quality.GOOD,
              time,
              clock.micros(),
              nextSeq + readings.size()));
    }
    journal(readings);
    return readings;
  }

  void journal(List<Reading> readings) {
    append(new Entry.Arrived(nextSeq, clock.micros(), "test", 0, 0, readings, null));
  }

  /** An entry that has no reading. */
  void note() {
    append(new Entry.Booted(nextSeq, "boot", clock.micros(), true));
  }

  private void append(Entry entry) {
    journal.put(entry.seq(), entry);
    nextSeq += entry.span();
    courier.entry(entry);
  }

  /** Many arrivals of one reading each. */
  void arriveMany(int count) {
    for (int i = 0; i < count; i++) {
      arrive(i % 3);
    }
  }

  /** The id that a signal has, or had before it was removed. */
  SignalId id(int signal) {
    return new SignalId("oven", "s" + signal);
  }

  long nextSeq() {
    return nextSeq;
  }

  /** All below this seq is in the account that was saved last. */
  long savedTo() {
    Saved saved = saved();
    return saved == null ? 1 : Position.parse(saved.position()).end();
  }

  /** The journal gives back all entries that begin below a seq. */
  void recycle(long below) {
    Entry first =
        journal.ceilingEntry(below) == null ? null : journal.ceilingEntry(below).getValue();
    goneBelow = Math.max(goneBelow, first == null ? nextSeq : first.seq());
  }

  /** Whether the backlog cannot be read now. */
  void unreadable(boolean yes) {
    unreadable = yes;
  }

  private Backlog.Found read(long from, long below, int bytes) throws IOException {
    if (unreadable) {
      throw new IOException("bad sector");
    }
    if (from < goneBelow) {
      return new Backlog.Found.Gone(goneBelow);
    }
    List<Entry> entries = new ArrayList<>();
    long at = from;
    while (at < below && entries.size() < 7) {
      Entry entry = journal.floorEntry(at).getValue();
      entries.add(entry);
      at = entry.seq() + entry.span();
    }
    return new Backlog.Found.Entries(entries, at);
  }

  /** As history gives them: by signal and time, a few at a time, with neighbours of the range. */
  private Unsent.Page page(long from, long below, int signal, long time) throws IOException {
    if (unreadable) {
      throw new IOException("bad sector");
    }
    List<Unsent.Row> rows = new ArrayList<>();
    for (int index = signal; index < directory.indices(); index++) {
      long start = index == signal ? time : Long.MIN_VALUE;
      for (Reading reading : readings()) {
        boolean near = reading.seq() >= from - 5 && reading.seq() < below + 5;
        if (!near
            || reading.signal() != index
            || reading.time() < start
            || expired.contains(reading.seq())) {
          continue;
        }
        if (rows.size() == 4) {
          return new Unsent.Page(rows, false, index, reading.time());
        }
        boolean counted = reading.seq() >= from && reading.seq() < below;
        rows.add(
            new Unsent.Row(index, reading.value(), reading.quality(), reading.time(), counted));
      }
      if (!rows.isEmpty() && index + 1 < directory.indices()) {
        return new Unsent.Page(rows, false, index + 1, Long.MIN_VALUE);
      }
    }
    return new Unsent.Page(rows, true, directory.indices(), Long.MIN_VALUE);
  }

  /** Every reading that was ever journalled, in the order of seq. */
  List<Reading> readings() {
    return journal.values().stream()
        .filter(Entry.Arrived.class::isInstance)
        .flatMap(entry -> ((Entry.Arrived) entry).readings().stream())
        .toList();
  }

  /** Saves as the keeper does. */
  void save() {
    UplinkLedger.Snapshot snapshot = courier.snapshot();
    if (snapshot.saved() != null) {
      state.save(List.of(snapshot.saved()), snapshot.letters());
      courier.saved(snapshot.letters().size());
    }
  }

  /** Gives both lanes turns until neither has anything to do now. */
  void run() {
    long turns = 0;
    boolean busy = true;
    while (busy) {
      boolean liveBusy = turn(Lane.LIVE);
      boolean backfillBusy = turn(Lane.BACKFILL);
      busy = liveBusy || backfillBusy;
      if (++turns > 2_000_000) {
        throw new AssertionError("the lanes never come to rest");
      }
    }
  }

  /** One turn; true if that lane would go on at once. */
  boolean turn(Lane lane) {
    try {
      return courier.turn(lane) <= 0;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Time passes, in steps so small that nothing that waits is late. */
  void pass(Duration time) {
    long steps = Math.max(1, time.toMillis() / 500);
    for (long i = 0; i < steps; i++) {
      clock.advance(time.dividedBy(steps));
      run();
    }
  }
}
