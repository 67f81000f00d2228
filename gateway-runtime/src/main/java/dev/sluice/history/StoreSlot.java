package dev.sluice.history;

import dev.sluice.config.HistorySection;
import dev.sluice.config.SignalSettings;
import dev.sluice.model.Signal;
import dev.sluice.time.CautiousTime;
import dev.sluice.time.WallClock;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the store that is written, and replaces it when it turns out to be damaged. */
final class StoreSlot implements SealingThread.Renewal, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StoreSlot.class);

  private final HistorySection config;
  private final SignalSettings settings;
  private final Heads heads;
  private final Balance balance;
  private final Damage damage;
  private final ReaderPool pool;
  private final WallClock clock;
  private final CautiousTime time;
  private final Path file;
  private volatile Store store;
  private volatile @Nullable Path setAside;

  StoreSlot(
      StoreOpening.Opened opened,
      HistorySection config,
      SignalSettings settings,
      Heads heads,
      Balance balance,
      Damage damage,
      ReaderPool pool,
      WallClock clock) {
    this.store = opened.store();
    this.setAside = opened.setAside();
    this.file = opened.store().file();
    this.config = config;
    this.settings = settings;
    this.heads = heads;
    this.balance = balance;
    this.damage = damage;
    this.pool = pool;
    this.clock = clock;
    this.time = new CautiousTime(clock, believed(opened.store()));
  }

  private static long believed(Store store) {
    try {
      return store.believed();
    } catch (SQLException e) {
      log.warn("history does not say by which time it was kept: {}", e.toString());
      return CautiousTime.NEVER;
    }
  }

  /** The damaged store that was set aside at this start or since. */
  Optional<Path> setAside() {
    return Optional.ofNullable(setAside);
  }

  /** Seals into the store as it is now; chunks of these signals are left over and go first. */
  Sealer sealer(Iterable<Integer> leftOver) {
    Expiry expiry = new Expiry(config.retention(), settings, heads, time);
    leftOver.forEach(expiry::forget);
    Folding folding = new Folding(store, config.retention().rollups(), heads, damage, time);
    return new Sealer(store, heads, balance, damage, expiry, folding, clock);
  }

  /** A reader met damage: the store is checked whole at the next start, however large it is. */
  void suspect() {
    StoreOpening.suspect(file);
  }

  @Override
  public @Nullable Sealer reopen() throws IOException, SQLException {
    close();
    suspect();
    try {
      store = opening(clock.micros() / 1000).reopen();
    } catch (SQLException e) {
      if (Sqlite.isDamage(e)) {
        return null;
      }
      throw e;
    }
    log.info("{} was checked and is whole: it is used again", file);
    return sealer(heads.removed());
  }

  private StoreOpening opening(long millis) {
    return new StoreOpening(file, config.retention().size().bytes(), millis);
  }

  @Override
  public Sealer renew() throws IOException, SQLException {
    pool.pause();
    try {
      close();
      long millis = clock.micros() / 1000;
      Path aside = StoreOpening.setAside(file, millis);
      log.warn("{} is damaged; it was set aside as {}", file, aside.getFileName());
      store = opening(millis).open().store();
      setAside = aside;
      Tally lost = Tally.broken(balance.tally().kept());
      List<Signal> signals = heads.all().stream().map(Head::definition).toList();
      Tally tally = balance.tally().plus(lost);
      StoreOpening.fill(store, signals, heads.removed(), heads.marks(), tally);
      balance.settle(0, lost);
      damage.forgetAll();
      return sealer(List.of());
    } finally {
      pool.resume();
    }
  }

  @Override
  public void close() {
    try {
      store.close();
    } catch (SQLException e) {
      log.warn("history did not close cleanly; it will recover at the next start", e);
    }
  }
}
