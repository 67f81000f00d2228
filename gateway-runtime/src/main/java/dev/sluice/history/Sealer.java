package dev.sluice.history;

import dev.sluice.time.Restamp;
import dev.sluice.time.WallClock;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Moves readings from memory into the store, and out of it when their time has come; each step is
 * one transaction, together with the counts that it changes. One thread at a time.
 */
final class Sealer {

  /** Chunks in one transaction, as far as one head does not need more. */
  static final int BATCH = 32;

  /** Bytes of chunks in one transaction, likewise. */
  private static final long BATCH_BYTES = 1 << 20;

  private static final int EXPIRY_ROUNDS = 16;

  private final Store store;
  private final Heads heads;
  private final Balance balance;
  private final Damage damage;
  private final Expiry expiry;
  private final Folding folding;
  private final SealPlan plan;

  Sealer(
      Store store,
      Heads heads,
      Balance balance,
      Damage damage,
      Expiry expiry,
      Folding folding,
      WallClock clock) {
    this.store = store;
    this.heads = heads;
    this.balance = balance;
    this.damage = damage;
    this.expiry = expiry;
    this.folding = folding;
    this.plan = new SealPlan(store, clock, damage);
  }

  /**
   * Seals heads; takes those that are stored out of the set.
   *
   * @param alone store changes of signals even if there is no chunk to store with them
   * @param small one head in each transaction: the last one was refused
   * @throws SQLException if the store refuses; what is left in the set is safe in memory
   * @throws IllegalStateException if a head cannot be sealed; all others are
   */
  void seal(Set<Head> due, boolean alone, boolean small) throws SQLException {
    store.heedDisk();
    List<SealPlan.Sealing> batch = new ArrayList<>();
    IllegalStateException refused = null;
    int chunks = 0;
    long bytes = 0;
    for (Head head : new LinkedHashSet<>(due)) {
      if (heads.isRestamping() && !head.isFrozen()) {
        continue; // its times may be taken until the store is corrected
      }
      SealPlan.Sealing sealing;
      try {
        sealing = head.isForgotten() ? null : plan.of(head);
      } catch (IllegalStateException e) {
        refused = e;
        continue;
      }
      if (sealing == null) {
        due.remove(head);
        continue;
      }
      batch.add(sealing);
      chunks += sealing.fresh().size() + sealing.outdated().size();
      bytes += sealing.fresh().stream().mapToLong(chunk -> chunk.body().length).sum();
      if (small || chunks >= BATCH || bytes >= BATCH_BYTES) {
        write(batch, due);
        batch.clear();
        chunks = 0;
        bytes = 0;
      }
    }
    if (!batch.isEmpty() || (alone && heads.hasPending()) || !damage.isEmpty()) {
      write(batch, due);
    }
    restamp();
    if (refused != null) {
      throw refused;
    }
  }

  /** Corrects the store, if something is to be corrected; what was frozen before is in it now. */
  private void restamp() throws SQLException {
    if (heads.restampDue() == null) {
      return;
    }
    Restamper restamper = new Restamper(store, heads, damage);
    for (Restamp next = heads.restampDue(); next != null; next = heads.restampDue()) {
      restamper.run(next);
      heads.restamped();
    }
  }

  private void write(List<SealPlan.Sealing> batch, Set<Head> due) throws SQLException {
    List<Heads.Change> changes = heads.pending();
    List<ChunkRow> broken = damage.unmarked();
    List<SealPlan.Sealing> stored = new ArrayList<>(batch.size());
    List<Head> gone = new ArrayList<>();
    Tally change = Tally.ZERO;
    long left = 0;
    store.begin();
    try {
      for (Heads.Change made : changes) {
        Head forgotten = apply(made);
        if (forgotten != null) {
          gone.add(forgotten);
          left += forgotten.unsealed();
          change = change.plus(Tally.forgotten(forgotten.unsealed()));
        }
      }
      for (ChunkRow row : broken) {
        if (store.markDamaged(row)) {
          change = change.plus(Tally.broken(row.count()));
        }
      }
      for (SealPlan.Sealing sealing : batch) {
        if (gone.contains(sealing.head())) {
          continue;
        }
        write(sealing);
        stored.add(sealing);
        left += sealing.frozen().rows().size();
        change = change.plus(sealing.change());
      }
      store.put(balance.tally().plus(change));
      store.putBelieved(expiry.now());
      commit(stored);
    } catch (SQLException | RuntimeException e) {
      store.rollback();
      throw e;
    }
    balance.settle(left, change);
    stored.forEach(sealing -> due.remove(sealing.head()));
    for (Head head : gone) {
      head.drop();
      heads.remove(head.signal());
      expiry.forget(head.signal());
      due.remove(head);
    }
    heads.stored(changes.size());
    damage.marked(broken.size());
  }

  private void commit(List<SealPlan.Sealing> stored) throws SQLException {
    heads.settling().lock();
    try {
      store.commit();
      for (SealPlan.Sealing sealing : stored) {
        sealing.head().extend(sealing.mark());
        sealing.head().release(sealing.frozen());
      }
    } finally {
      heads.settling().unlock();
    }
  }

  /** Stores a change; if that was a signal's end, its head. */
  private @Nullable Head apply(Heads.Change change) throws SQLException {
    switch (change) {
      case Heads.Change.Define define -> store.put(define.signal());
      case Heads.Change.Forget forget -> {
        store.remove(forget.signal());
        return heads.find(forget.signal());
      }
    }
    return null;
  }

  private void write(SealPlan.Sealing sealing) throws SQLException {
    for (ChunkRow row : sealing.outdated()) {
      store.delete(row);
    }
    for (ChunkMaker.NewChunk chunk : sealing.fresh()) {
      store.put(chunk);
    }
    store.put(sealing.head().signal(), sealing.mark());
  }

  /** Bytes of the store in use. */
  long usedBytes() throws SQLException {
    return store.usedBytes();
  }

  /**
   * Drops what retention says; true if there is more to drop.
   *
   * @param everything look at the ages of all signals, and not of a few at a time
   */
  boolean expire(boolean everything) throws SQLException {
    for (int round = 0; round < EXPIRY_ROUNDS; round++) {
      Expiry.Step step = expiry.next(store, everything);
      if (step == null) {
        return false;
      }
      drop(step);
    }
    return true;
  }

  /**
   * The file or the disk is full: the oldest goes although it is within the limits, so that its
   * room is used again.
   *
   * @return true if something went
   */
  boolean makeRoom() throws SQLException {
    store.useReserve();
    // The file may have to grow for what the log has already, and the log is to begin anew.
    store.writeBack();
    if (store.freeBytes() >= Cap.ROOM) {
      return false;
    }
    for (int chunks = Expiry.BATCH; chunks > 0; chunks /= 8) {
      Expiry.Step step = expiry.tooMuch(store, chunks);
      if (step == null) {
        return false;
      }
      try {
        drop(step);
        return true;
      } catch (SQLException e) {
        if (!Sqlite.isFull(e)) {
          throw e;
        }
      }
    }
    return false;
  }

  /** After all is well: takes the room again that was given up. */
  void settle() {
    store.keepReserve();
  }

  private void drop(Expiry.Step step) throws SQLException {
    Tally change = Tally.ZERO;
    store.begin();
    try {
      switch (step) {
        case Expiry.Step.Readings readings -> change = drop(readings);
        case Expiry.Step.Rollups rollups -> {
          for (RollupTable.Row row : rollups.rows()) {
            store.delete(row);
          }
        }
      }
      store.put(balance.tally().plus(change));
      store.commit();
    } catch (SQLException | RuntimeException e) {
      store.rollback();
      throw e;
    }
    balance.settle(0, change);
  }

  private Tally drop(Expiry.Step.Readings readings) throws SQLException {
    Tally change = Tally.ZERO;
    boolean folds = readings.cause() != ExpiryCause.REMOVED;
    Folding.Batch batch = folding.batch(readings.cause() == ExpiryCause.SIZE);
    for (ChunkTable.Found found : readings.chunks()) {
      ChunkRow row = found.row();
      boolean sound = row.zone() != ChunkRow.DAMAGED;
      boolean folded = !sound || !folds || batch.take(found);
      if (store.delete(row) && sound) {
        Tally one =
            folded ? Tally.dropped(row.count(), readings.cause()) : Tally.broken(row.count());
        change = change.plus(one);
      }
    }
    batch.write();
    return change;
  }
}
