package dev.sluice.history;

import dev.sluice.config.HistorySection;
import dev.sluice.config.SignalSettings;
import dev.sluice.meters.LedgerView.HistoryCounts;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import dev.sluice.signals.SignalDirectory;
import dev.sluice.time.Restamp;
import dev.sluice.time.WallClock;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that was ever read and is not expired: new readings in memory, older ones in chunks in
 * {@code store.db}.
 *
 * <p>One thread, the pipeline's, feeds it ({@link #define}, {@link #accept}, {@link #forget}); any
 * thread asks. The journal keeps what is only in memory here: after a restart it is fed again, and
 * what is in the store already is recognised by its seq.
 */
public final class History implements Closeable {

  private static final Logger log = LoggerFactory.getLogger(History.class);

  private static final int READERS = 2;

  /** Above this the pipeline waits for the sealing thread. */
  private static final long MEMORY_LIMIT = SealingThread.MEMORY_BUDGET * 3 / 2;

  private final StoreSlot slot;
  private final Heads heads;
  private final Balance balance;
  private final ReaderPool pool;
  private final SealingThread sealing;
  private final Lookup lookup;
  private final Export export;
  private final Unsent unsent;
  private final WallClock clock;

  private final long sealedThrough;
  private volatile boolean closed;

  private History(
      StoreOpening.Opened opened,
      HistorySection config,
      SignalSettings settings,
      SignalDirectory directory,
      WallClock clock) {
    this.clock = clock;
    heads = new Heads();
    heads.restore(opened.signals(), opened.removed(), opened.marks());
    sealedThrough = opened.marks().values().stream().mapToLong(Mark::sealedSeq).max().orElse(0);
    directory.reserve(opened.indices());
    opened.signals().forEach(directory::restore);
    balance = new Balance(opened.tally());
    Damage damage = new Damage();
    pool = new ReaderPool(opened.store().file(), READERS);
    Lookup.Look look = (signals, reader) -> look(signals, directory, reader);
    lookup = new Lookup(pool, look, damage);
    export = new Export(pool, look, damage);
    unsent = new Unsent(pool, heads, damage);
    slot = new StoreSlot(opened, config, settings, heads, balance, damage, pool, clock);
    sealing = new SealingThread(heads, slot.sealer(opened.removed()), slot, clock);
  }

  /**
   * Opens the store, or makes it, and starts the sealing thread. A damaged store is set aside and a
   * new one started: see {@link #setAside}.
   *
   * @param storeDb the file; its folder exists and is the process's own
   * @param directory gets all signals known; the indices of removed ones are never given again
   * @throws IOException if a newer version wrote the store, or it cannot be opened
   */
  public static History open(
      Path storeDb, HistorySection config, SignalDirectory directory, WallClock clock)
      throws IOException {
    return open(storeDb, config, new SignalSettings(Map.of()), directory, clock);
  }

  /**
   * The same with settings that signals have of their own.
   *
   * @param settings say how long which signals are kept
   */
  public static History open(
      Path storeDb,
      HistorySection config,
      SignalSettings settings,
      SignalDirectory directory,
      WallClock clock)
      throws IOException {
    Path file = storeDb.toAbsolutePath();
    // SQLite's native part is unpacked there: /tmp may forbid execution.
    System.setProperty("org.sqlite.tmpdir", String.valueOf(file.getParent()));
    StoreOpening.Opened opened =
        new StoreOpening(file, config.retention().size().bytes(), clock.micros() / 1000).open();
    History history = new History(opened, config, settings, directory, clock);
    history.sealing.start();
    return history;
  }

  /**
   * A signal is new, or its description is (the kind stays). Pipeline thread only.
   *
   * @param seq the seq of the journal record that says so
   */
  public void define(Signal signal, long seq) {
    heads.define(signal, seq);
  }

  /** The greatest seq that was in a chunk when the store was opened, at least 0. */
  public long sealedThrough() {
    return Math.max(0, sealedThrough);
  }

  /** True if the signal was ever defined, forgotten or not. */
  public boolean defines(int signal) {
    return heads.find(signal) != null || heads.isRemoved(signal);
  }

  /** True if the signal is defined and not forgotten. */
  public boolean knows(int signal) {
    return heads.alive(signal) != null;
  }

  /**
   * Takes a reading that is in the journal; from now on queries see it. One that it had before, or
   * of a signal that is forgotten, is ignored. Pipeline thread only; seq must rise within a signal.
   *
   * <p>Usually it only writes to memory. When the sealing thread is far behind it waits, and never
   * drops. While the store cannot be written waiting is no use: it takes everything, and {@link
   * #obstacle} says when that must end.
   *
   * @throws IllegalArgumentException if the signal was never defined
   */
  public void accept(Reading reading) {
    Head head = heads.alive(reading.signal());
    if (head == null) {
      if (heads.isRemoved(reading.signal())) {
        return;
      }
      throw new IllegalArgumentException("no signal has the index " + reading.signal());
    }
    if (heads.memory() > MEMORY_LIMIT) {
      awaitMemory();
    }
    Head.Taken taken = head.accept(reading, clock, worthWaiting());
    while (taken == Head.Taken.FULL) {
      awaitRoom(head);
      taken = head.accept(reading, clock, worthWaiting());
    }
    if (taken != Head.Taken.KNOWN) {
      balance.accept();
    }
    if (taken == Head.Taken.DUE) {
      sealing.ring();
    }
  }

  private boolean worthWaiting() {
    return !closed && !sealing.inTrouble();
  }

  private void awaitRoom(Head head) {
    sealing.ring();
    try {
      head.awaitRoom(this::worthWaiting);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while history was behind", e);
    }
    checkOpen();
  }

  private void awaitMemory() {
    try {
      sealing.awaitMemory(() -> worthWaiting() && heads.memory() > MEMORY_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while history was behind", e);
    }
    checkOpen();
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("history is closed");
    }
  }

  /**
   * Drops a signal and all its readings, which count as expired. The caller takes it out of the
   * directory. Pipeline thread only.
   *
   * @param seq the seq of the journal record that says so
   */
  public void forget(int signal, long seq) {
    heads.forget(signal, seq);
  }

  /**
   * The system has started anew, or the clock is no longer trusted: what will be known of the clock
   * is not about what is here by now. Pipeline thread only.
   */
  public void doubtFromHere() {
    heads.doubtFromHere();
  }

  /**
   * Corrects the times of readings: at once of those in memory, soon of those in the store.
   * Pipeline thread only.
   */
  public void restamp(Restamp restamp) {
    heads.restamp(restamp);
    sealing.ring();
  }

  /**
   * Every reading and every change of a signal below this seq is in the store: the journal may
   * recycle what is older. {@link Long#MAX_VALUE} if all is.
   */
  public long unsealedFrom() {
    return heads.unsealedFrom();
  }

  /**
   * The journal is getting full: whatever has an older seq is to be sealed soon, in small chunks.
   */
  public void pressToSealBelow(long seq) {
    sealing.press(seq);
  }

  /**
   * Seals all there is and applies retention; blocks until that was tried.
   *
   * @return true if all is in the store; {@link #trouble} says why not
   */
  public boolean sealAll() throws InterruptedException {
    return sealing.sealAll();
  }

  /**
   * Looks up readings. Blocks for as long as it takes.
   *
   * @throws IllegalArgumentException if the answer would be too large; the message says what helps
   * @throws UncheckedIOException if the store cannot be read
   */
  public Answer query(Query query) {
    try {
      return lookup.answer(query);
    } catch (SQLException e) {
      throw unreadable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a reader", e);
    }
  }

  /**
   * Streams the readings with times in [from, to), one signal after the other, each in the order of
   * time, with bounded memory. Signals unknown are left out.
   *
   * @throws Exception what the sink throws
   */
  public void export(List<SignalId> signals, long from, long to, ReadingSink sink)
      throws Exception {
    for (SignalId id : signals) {
      try {
        export.run(id, from, to, sink);
      } catch (SQLException e) {
        throw unreadable(e);
      }
    }
  }

  /**
   * The journal could not give these seqs back, so they will not be accepted: {@link #unsent} must
   * not take others for them. During replay only.
   */
  public void missing(long from, long below) {
    unsent.missing(from, below);
  }

  /**
   * The next readings that may have been journalled under the seqs [from, below): signal by signal,
   * each in the order of time, with some that were not among them. What is in the journal below
   * {@link #unsealedFrom} is all found.
   *
   * @param signal the index of the signal to go on with, from 0 on
   * @param time from this time of that signal on, µs since 1970
   */
  public Unsent.Page unsent(long from, long below, int signal, long time)
      throws InterruptedException {
    try {
      return unsent.page(from, below, signal, time);
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  private List<Lookup.Seen> look(
      List<SignalId> signals, SignalDirectory directory, ReaderPool.Reader reader)
      throws SQLException {
    List<Lookup.Seen> seen = new ArrayList<>();
    heads.looking().lock();
    try {
      reader.begin();
      for (SignalId id : signals) {
        Signal signal = directory.find(id);
        Head head = signal == null ? null : heads.alive(signal.index());
        if (signal != null && head != null) {
          seen.add(new Lookup.Seen(signal, head.glance()));
        }
      }
    } finally {
      heads.looking().unlock();
    }
    return seen;
  }

  private UncheckedIOException unreadable(SQLException e) {
    if (Sqlite.isDamage(e)) {
      slot.suspect();
    }
    return new UncheckedIOException(
        new IOException("history cannot be read: " + e.getMessage(), e));
  }

  /**
   * The newest reading of a signal by its time, sealed or not; null if it never had one. One that
   * came with a time of more than an hour ahead only counts if there is no other.
   */
  public @Nullable Reading lastReading(int signal) {
    Head head = heads.alive(signal);
    return head == null ? null : head.newest();
  }

  /** Where all readings are that were ever accepted. */
  public HistoryCounts counts() {
    return balance.counts();
  }

  /** How many readings have expired, and why; part of {@link #counts}. */
  public Map<ExpiryCause, Long> expired() {
    Tally tally = balance.tally();
    Map<ExpiryCause, Long> expired = new EnumMap<>(ExpiryCause.class);
    expired.put(ExpiryCause.AGE, tally.expired() - tally.expiredSize() - tally.expiredRemoved());
    expired.put(ExpiryCause.SIZE, tally.expiredSize());
    expired.put(ExpiryCause.REMOVED, tally.expiredRemoved());
    return expired;
  }

  /**
   * Squares the counts with the journal's after all was fed again: readings that are nowhere (their
   * chunks were in a store that was set aside) count as damaged, and ones counted as damaged that
   * the journal still had no longer do.
   *
   * @param journalled readings ever journalled
   * @return how many readings are here that the journal does not know of, as when its files were
   *     lost: its count is to grow by as many
   */
  public long reconcile(long journalled) {
    long missing = balance.reconcile(journalled);
    if (missing > 0) {
      log.warn("{} readings that were journalled once are lost; they count as damaged", missing);
    }
    return Math.max(0, balance.counts().total() - journalled);
  }

  /** Bytes of {@code store.db} in use, as of the last look. */
  public long storeBytes() {
    return sealing.usedBytes();
  }

  /** Bytes of memory that unsealed readings take. */
  public long memoryBytes() {
    return heads.memory();
  }

  /** What keeps readings from being moved into the store right now. */
  public Optional<String> trouble() {
    return sealing.trouble();
  }

  /**
   * Why no more readings should be journalled: they cannot be moved into the store, and memory
   * holds as many as it may. Empty while all is well.
   */
  public String obstacle() {
    if (heads.memory() <= SealingThread.MEMORY_BUDGET) {
      return "";
    }
    return trouble().map(why -> why + "; memory holds no more of them").orElse("");
  }

  /** The damaged store that was set aside at this start or since. */
  public Optional<Path> setAside() {
    return slot.setAside();
  }

  /** Ends the sealing thread and closes the store. What is unsealed stays in the journal. */
  @Override
  public void close() {
    closed = true;
    sealing.close();
    pool.close();
    slot.close();
  }
}
