package dev.sluice.history;

import dev.sluice.model.Kind;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fills the buckets of one signal by the cheapest way that is exact: rollups where they stand for
 * all that is asked, what the table knows of a chunk, or its readings; and the head.
 */
final class BucketFiller {

  private final Lookup.Seen seen;
  private final long from;
  private final long to;
  private final ReaderPool.Reader reader;
  private final Damage damage;
  private final Columns opened;

  /** For times in [from, to). */
  BucketFiller(Lookup.Seen seen, long from, long to, ReaderPool.Reader reader, Damage damage) {
    this.seen = seen;
    this.from = from;
    this.to = to;
    this.reader = reader;
    this.damage = damage;
    this.opened = seen.head().emptyLike();
  }

  void fill(Buckets buckets) throws SQLException {
    Grain grain = buckets.grain();
    if (grain == null) {
      reader.table().within(signal(), from, to, found -> add(found, buckets));
    } else {
      addGone(grain, buckets);
      addBeside(grain, buckets);
    }
    Columns head = seen.head();
    int end = head.firstAtOrAfter(to);
    for (int i = head.firstAtOrAfter(from); i < end; i++) {
      buckets.add(head, i);
    }
  }

  private int signal() {
    return seen.signal().index();
  }

  /** Of readings that are gone, those buckets that start in the range. */
  private void addGone(Grain grain, Buckets buckets) throws SQLException {
    Rollup rollup = new Rollup(grain);
    for (RollupTable.Row row : reader.rollups().within(signal(), grain, from, to)) {
      if (!open(row, rollup)) {
        continue;
      }
      for (int at = 0; at < rollup.size(); at++) {
        if (rollup.start(at) >= from && rollup.start(at) < to) {
          buckets.add(rollup, at);
        }
      }
    }
  }

  private boolean open(RollupTable.Row row, Rollup into) {
    try {
      reader.rollups().open(row, into);
      return true;
    } catch (DamagedChunkException e) {
      damage.note(row, e);
      return false;
    }
  }

  private void addBeside(Grain grain, Buckets buckets) throws SQLException {
    Rollup rollup = new Rollup(grain);
    reader
        .rollups()
        .beside(
            grain,
            signal(),
            from,
            to,
            (t0, id, t1, bytes) -> {
              boolean whole = t0 >= from && t1 < to && !Window.touches(seen.head(), t0, t1);
              if (whole && decode(bytes, t0, id, t1, rollup)) {
                for (int at = 0; at < rollup.size(); at++) {
                  buckets.add(rollup, at);
                }
                return;
              }
              ChunkTable.Found found = reader.table().chunk(signal(), t0, id);
              if (found != null) {
                add(found, buckets);
              }
            });
  }

  /** A rollup that cannot be read is made up for by the chunk's readings. */
  private boolean decode(byte @Nullable [] bytes, long t0, long id, long t1, Rollup into) {
    if (bytes == null) {
      return false;
    }
    try {
      reader.rollups().codec().decode(bytes, into, ChunkMaker.place(signal(), t0, id, t1));
      return true;
    } catch (DamagedChunkException e) {
      return false;
    }
  }

  private boolean add(ChunkTable.Found found, Buckets buckets) throws SQLException {
    Columns head = seen.head();
    ChunkRow row = found.row();
    boolean inside = row.t0() >= from && row.t1() < to;
    boolean alone = !Window.touches(head, row);
    if (found.intact() && inside && alone && buckets.takesWhole(row)) {
      buckets.add(row);
      return true;
    }
    if (!Window.open(reader.opener(), found, seen.signal().kind(), opened, damage)) {
      return true;
    }
    int end = opened.firstAtOrAfter(to);
    for (int i = opened.firstAtOrAfter(from); i < end; i++) {
      if (alone || !head.hasTime(opened.time(i))) {
        buckets.add(opened, i);
      }
    }
    return true;
  }

  /**
   * The least width of buckets that all there is can fill, µs: where readings are gone, that of the
   * rollups that are left; 0 where none are.
   */
  long leastWidth() throws SQLException {
    if (seen.signal().kind() == Kind.TEXT || seen.signal().kind() == Kind.MESSAGE) {
      return 0;
    }
    Set<Long> minutes = new HashSet<>();
    for (RollupTable.Row row : meant(Grain.MINUTE)) {
      minutes.add(row.period());
    }
    for (RollupTable.Row row : meant(Grain.HOUR)) {
      long first = row.period() * Grain.HOUR.days();
      for (int day = 0; day < Grain.HOUR.days(); day++) {
        boolean asked = (first + day) * Grain.DAY < to && (first + day + 1) * Grain.DAY > from;
        boolean hasHours = (row.days() >>> day & 1) != 0;
        if (asked && hasHours && !minutes.contains(first + day)) {
          return Grain.HOUR.width();
        }
      }
    }
    return minutes.isEmpty() ? 0 : Grain.MINUTE.width();
  }

  private List<RollupTable.Row> meant(Grain grain) throws SQLException {
    return reader.rollups().outlines(signal(), grain, from, to).stream()
        .filter(row -> row.t0() < to && row.t1() >= from)
        .toList();
  }
}
