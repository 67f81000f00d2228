package dev.sluice.history;

import dev.sluice.config.HistorySection;
import dev.sluice.model.Kind;
import dev.sluice.time.CautiousTime;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the sums of readings that go: adds the rollups of their chunks to those of the day or month
 * that went before. Use it within the transaction that drops the chunks.
 */
final class Folding {

  private final Store store;
  private final HistorySection.Rollups ages;
  private final Heads heads;
  private final Damage damage;
  private final CautiousTime time;

  Folding(Store store, HistorySection.Rollups ages, Heads heads, Damage damage, CautiousTime time) {
    this.store = store;
    this.ages = ages;
    this.heads = heads;
    this.damage = damage;
    this.time = time;
  }

  /** What goes of one signal in one transaction. */
  private static final class Sums {
    Rollup minutes = new Rollup(Grain.MINUTE);
    Rollup hours = new Rollup(Grain.HOUR);
  }

  /** One transaction's. */
  final class Batch {
    private final Map<Integer, Sums> signals = new HashMap<>();
    private final boolean dense;

    private Batch(boolean dense) {
      this.dense = dense;
    }

    /** Takes what a chunk says; false, and noted, if its readings cannot be read. */
    boolean take(ChunkTable.Found found) throws SQLException {
      ChunkRow row = found.row();
      Head head = heads.alive(row.signal());
      Kind kind = head == null ? null : head.kind();
      if ((kind != Kind.NUMBER && kind != Kind.BOOL)
          || ages.hour().isZero()
          || !Grain.covers(row.t0(), row.t1())) {
        return true;
      }
      Columns opened = null;
      Rollup minutes = beside(Grain.MINUTE, found);
      Rollup hours = beside(Grain.HOUR, found);
      if (minutes == null || hours == null) {
        opened = new Columns(kind);
        if (!Window.open(store.opener(), found, kind, opened, damage)) {
          return false;
        }
      }
      Sums sums = signals.computeIfAbsent(row.signal(), _ -> new Sums());
      sums.minutes = sums.minutes.plus(or(minutes, Grain.MINUTE, opened));
      sums.hours = sums.hours.plus(or(hours, Grain.HOUR, opened));
      return true;
    }

    private static Rollup or(@Nullable Rollup found, Grain grain, @Nullable Columns opened) {
      if (found != null || opened == null) {
        return found == null ? new Rollup(grain) : found;
      }
      return Rollup.of(grain, opened, 0, opened.size());
    }

    /** Writes what was taken. */
    void write() throws SQLException {
      for (Map.Entry<Integer, Sums> entry : signals.entrySet()) {
        // Minutes first: whether a day still has all of them is seen by its hours.
        writeMinutes(entry.getKey(), entry.getValue().minutes, dense);
        writeHours(entry.getKey(), entry.getValue().hours);
      }
    }
  }

  /**
   * Begins a transaction's work.
   *
   * @param dense begin rows by the minute only where that is much shorter than the readings, for
   *     room is short
   */
  Batch batch(boolean dense) {
    return new Batch(dense);
  }

  private @Nullable Rollup beside(Grain grain, ChunkTable.Found found) throws SQLException {
    ChunkRow row = found.row();
    byte[] bytes = found.intact() ? store.opener().rollups().beside(grain, row) : null;
    if (bytes == null) {
      return null;
    }
    try {
      Rollup rollup = new Rollup(grain);
      long[] place = ChunkMaker.place(row.signal(), row.t0(), row.id(), row.t1());
      store.opener().rollups().codec().decode(bytes, rollup, place);
      return rollup;
    } catch (DamagedChunkException e) {
      return null;
    }
  }

  /** A day has either all its minutes or none, so that a query knows what to ask. */
  private void writeMinutes(int signal, Rollup minutes, boolean dense) throws SQLException {
    RollupTable table = store.opener().rollups();
    int at = 0;
    while (at < minutes.size()) {
      long day = Grain.MINUTE.period(minutes.start(at));
      Rollup part = minutes.between(day * Grain.DAY, Grain.MINUTE.endOf(day));
      RollupTable.Row before = table.row(signal, Grain.MINUTE, day);
      boolean begin =
          before == null
              && tooNew(Grain.MINUTE, day)
              && !hasHours(signal, day)
              && !(dense && !ChunkMaker.worth(part, part.readings()));
      if (before != null || begin) {
        put(signal, day, before, part);
      }
      at += part.size();
    }
  }

  private boolean hasHours(int signal, long day) throws SQLException {
    long period = Grain.HOUR.period(day * Grain.DAY);
    RollupTable.Row hours = store.opener().rollups().row(signal, Grain.HOUR, period);
    return hours != null && (hours.days() >>> Math.floorMod(day, Grain.HOUR.days()) & 1) != 0;
  }

  private void writeHours(int signal, Rollup hours) throws SQLException {
    int at = 0;
    while (at < hours.size()) {
      long period = Grain.HOUR.period(hours.start(at));
      Rollup part = hours.between(Grain.HOUR.endOf(period - 1), Grain.HOUR.endOf(period));
      RollupTable.Row before = store.opener().rollups().row(signal, Grain.HOUR, period);
      if (before != null || tooNew(Grain.HOUR, period)) {
        put(signal, period, before, part);
      }
      at += part.size();
    }
  }

  /** False if a row of this period would go at once. */
  private boolean tooNew(Grain grain, long period) {
    OptionalLong now = time.micros();
    return now.isEmpty() || grain.endOf(period) > now.getAsLong() - Expiry.age(ages, grain);
  }

  private void put(int signal, long period, RollupTable.@Nullable Row before, Rollup part)
      throws SQLException {
    Rollup all = part;
    if (before != null) {
      Rollup old = new Rollup(part.grain());
      try {
        store.opener().rollups().open(before, old);
        all = old.plus(part);
      } catch (DamagedChunkException e) {
        damage.note(before, e);
      }
    }
    store.put(RollupTable.row(store.opener().rollups().codec(), signal, period, all));
  }
}
