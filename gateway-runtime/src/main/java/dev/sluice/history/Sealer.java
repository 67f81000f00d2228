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

  private static final int EXPIRY_ROUNDS = 16;

  private final Store store;
  private final Heads heads;
  private final Balance balance;
  private final Damage damage;
  private final Expiry expiry;
  private final SealPlan plan;

  Sealer(Store store, Heads heads, Balance balance, Damage damage, Expiry expiry, WallClock clock) {
    this.store = store;
    this.heads = heads;
    this.balance = balance;
    this.damage = damage;
    this.expiry = expiry;
    this.plan = new SealPlan(store, clock, damage);
  }

  /**
   * Seals heads; takes those that are stored out of the set.
   *
   * @param alone store changes of signals even if there is no chunk to store with them
   * @throws SQLException if the store refuses; what is left in the set is safe in memory
   * @throws IllegalStateException if a head cannot be sealed; all others are
   */
  void seal(Set<Head> due, boolean alone) throws SQLException {
    List<SealPlan.Sealing> batch = new ArrayList<>();
    IllegalStateException refused = null;
    int chunks = 0;
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
      if (chunks >= BATCH) {
        write(batch, due);
        batch.clear();
        chunks = 0;
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
      store.put(chunk.row(), chunk.body());
    }
    store.put(sealing.head().signal(), sealing.mark());
  }

  /** Bytes of the store in use. */
  long usedBytes() throws SQLException {
    return store.usedBytes();
  }

  /** Drops what retention says; true if there is more to drop. */
  boolean expire() throws SQLException {
    for (int round = 0; round < EXPIRY_ROUNDS; round++) {
      List<ChunkTable.Found> rows = expiry.next(store);
      if (rows.isEmpty()) {
        return false;
      }
      drop(rows);
    }
    return true;
  }

  private void drop(List<ChunkTable.Found> rows) throws SQLException {
    Tally change = Tally.ZERO;
    store.begin();
    try {
      for (ChunkTable.Found found : rows) {
        ChunkRow row = found.row();
        if (store.delete(row) && row.zone() != ChunkRow.DAMAGED) {
          change = change.plus(Tally.dropped(row.count()));
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
}
