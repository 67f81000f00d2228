package dev.sluice.history;

import dev.sluice.config.HistorySection;
import dev.sluice.config.SignalSettings;
import dev.sluice.model.SignalId;
import dev.sluice.time.CautiousTime;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Decides what goes next: what forgotten signals have left, what is too old, and when there is too
 * much the oldest readings, then rollups by the minute, then those by the hour.
 */
final class Expiry {

  /** Chunks in one transaction, about. */
  static final int BATCH = 64;

  /** Rows of rollups in one transaction. */
  private static final int ROWS = 32;

  /** Signals looked at for their age in one go; each costs a few searches. */
  private static final int SIGNALS = 500;

  /** Rollups may have one part in so many of the size before they go before readings. */
  private static final int SHARE = 4;

  /** A day's readings go together if they are kept for so many days at least. */
  private static final int WHOLE_DAYS = 8;

  /** When there is too much, one part in so many of the whole time goes together at most. */
  private static final int STRETCH = 16;

  /** What goes in one transaction. */
  sealed interface Step {
    /** Readings; what is left of them are rollups, unless their signal was removed. */
    record Readings(List<ChunkTable.Found> chunks, ExpiryCause cause) implements Step {}

    /** Rollups. */
    record Rollups(List<RollupTable.Row> rows) implements Step {}
  }

  private final HistorySection.Retention retention;
  private final SignalSettings settings;
  private final Heads heads;
  private final Cap cap;
  private final CautiousTime time;
  private final Queue<Integer> forgotten = new ArrayDeque<>();
  private int cursor;

  Expiry(
      HistorySection.Retention retention, SignalSettings settings, Heads heads, CautiousTime time) {
    this.retention = retention;
    this.settings = settings;
    this.heads = heads;
    this.cap = new Cap(retention.size().bytes());
    this.time = time;
  }

  /** Whatever the signal has goes first. */
  void forget(int signal) {
    forgotten.add(signal);
  }

  /** The time by which readings are too old, µs since 1970; empty while nobody knows it. */
  OptionalLong now() {
    return time.micros();
  }

  /**
   * What goes next; null when all is as it should be.
   *
   * @param everything look at the ages of all signals, and not of a few at a time
   */
  @Nullable Step next(Store store, boolean everything) throws SQLException {
    Step step = ofForgotten(store.opener());
    // A clock that may be wrong must not empty the history; nor can readings from the future.
    OptionalLong now = time.micros();
    if (step == null && now.isPresent()) {
      step = tooOld(store.opener(), now.getAsLong(), everything ? heads.size() : SIGNALS);
    }
    if (step == null && store.usedBytes() > cap.used()) {
      step = tooMuch(store, BATCH);
    }
    return step;
  }

  private @Nullable Step ofForgotten(ChunkOpener opener) throws SQLException {
    while (true) {
      Integer signal = forgotten.peek();
      if (signal == null) {
        return null;
      }
      List<ChunkTable.Found> chunks = opener.table().ofSignal(signal, BATCH);
      if (!chunks.isEmpty()) {
        return new Step.Readings(chunks, ExpiryCause.REMOVED);
      }
      List<RollupTable.Row> rows = opener.rollups().ofSignal(signal, ROWS);
      if (!rows.isEmpty()) {
        return new Step.Rollups(rows);
      }
      forgotten.remove();
    }
  }

  private @Nullable Step tooOld(ChunkOpener opener, long now, int most) throws SQLException {
    List<ChunkTable.Found> chunks = new ArrayList<>();
    int signals = heads.size();
    for (int looked = 0; looked < Math.min(most, signals); looked++) {
      cursor = cursor < signals ? cursor : 0;
      Head head = heads.alive(cursor);
      if (head != null) {
        long before = readingsBefore(head.definition().id(), now);
        chunks.addAll(opener.table().endingBefore(cursor, before, BATCH - chunks.size()));
        if (chunks.size() >= BATCH) {
          break;
        }
        List<RollupTable.Row> rows = tooOld(opener.rollups(), now);
        if (!rows.isEmpty() && chunks.isEmpty()) {
          return new Step.Rollups(rows);
        }
        if (!rows.isEmpty()) {
          break;
        }
      }
      cursor++;
    }
    return chunks.isEmpty() ? null : new Step.Readings(chunks, ExpiryCause.AGE);
  }

  private List<RollupTable.Row> tooOld(RollupTable table, long now) throws SQLException {
    List<RollupTable.Row> rows = new ArrayList<>();
    for (Grain grain : Grain.values()) {
      long first = grain.period(now - age(retention.rollups(), grain));
      rows.addAll(table.first(cursor, grain, first - 1, ROWS));
    }
    return rows;
  }

  /** How long rollups are kept, µs. */
  static long age(HistorySection.Rollups rollups, Grain grain) {
    Duration age = grain == Grain.HOUR ? rollups.hour() : rollups.minute();
    return age.toSeconds() * 1_000_000;
  }

  /**
   * Readings of a signal before this time are too old. It moves in steps, so that what goes
   * together is written into the rows of its rollups in one go.
   */
  private long readingsBefore(SignalId id, long now) {
    Duration own = settings.forSignal(id).retention();
    long age = (own == null ? retention.age() : own).toSeconds() * 1_000_000;
    long step = age >= WHOLE_DAYS * Grain.DAY ? Grain.DAY : age / WHOLE_DAYS;
    return Math.floorDiv(now - age, step) * step;
  }

  /** The store is too full: the next that is to make room; null if there is nothing left. */
  @Nullable Step tooMuch(Store store, int chunks) throws SQLException {
    RollupTable rollups = store.opener().rollups();
    if (store.rollupBytes() > cap.size() / SHARE) {
      List<RollupTable.Row> rows = oldest(rollups, chunks);
      if (!rows.isEmpty()) {
        return new Step.Rollups(rows);
      }
    }
    List<ChunkTable.Found> oldest = store.opener().table().oldest(Long.MAX_VALUE, 1);
    if (!oldest.isEmpty()) {
      return new Step.Readings(withOldest(store, oldest, chunks), ExpiryCause.SIZE);
    }
    List<RollupTable.Row> rows = oldest(rollups, chunks);
    return rows.isEmpty() ? null : new Step.Rollups(rows);
  }

  private static List<RollupTable.Row> oldest(RollupTable rollups, int most) throws SQLException {
    List<RollupTable.Row> minutes = rollups.oldest(Grain.MINUTE, Math.min(most, ROWS));
    return minutes.isEmpty() ? rollups.oldest(Grain.HOUR, Math.min(most, ROWS)) : minutes;
  }

  /**
   * The signal of the oldest chunk gives up a stretch of its time, at most that day: its rollups
   * are then written once.
   */
  private static List<ChunkTable.Found> withOldest(
      Store store, List<ChunkTable.Found> oldest, int most) throws SQLException {
    ChunkRow row = oldest.getFirst().row();
    ChunkTable table = store.opener().table();
    Long newest = table.newestEnd();
    long stretch = newest == null ? 0 : Math.max(0, (newest - row.t1()) / STRETCH);
    long rest = Grain.DAY - Math.floorMod(row.t1(), Grain.DAY);
    long end = row.t1() + Math.min(stretch, rest - 1);
    List<ChunkTable.Found> together =
        end == Long.MAX_VALUE ? oldest : table.endingBefore(row.signal(), end + 1, most);
    return together.isEmpty() ? oldest : together;
  }
}
