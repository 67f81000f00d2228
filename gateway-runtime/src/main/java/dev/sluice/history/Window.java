package dev.sluice.history;

import dev.sluice.model.Kind;
import java.sql.SQLException;

/** All readings of one signal within a stretch of time, from chunks and head, in order. */
final class Window {

  private final Lookup.Seen seen;
  private final ReaderPool.Reader reader;
  private final Damage damage;

  Window(Lookup.Seen seen, ReaderPool.Reader reader, Damage damage) {
    this.seen = seen;
    this.reader = reader;
    this.damage = damage;
  }

  /**
   * The readings for people, of messages what stands for them, with times in [from, to), in order;
   * stops early once there are more than {@code most}.
   */
  Columns rows(long from, long to, int most) throws SQLException {
    Columns head = seen.head();
    Columns rows = head.emptyShown();
    Columns opened = head.emptyLike();
    reader
        .table()
        .within(
            seen.signal().index(),
            from,
            to,
            found -> {
              if (open(reader.opener(), found, seen.signal().kind(), opened, damage)) {
                add(opened, from, to, found.row(), rows);
              }
              return rows.size() <= most;
            });
    rows.addAll(head.between(from, to));
    return TimeOrder.sorted(rows);
  }

  private void add(Columns opened, long from, long to, ChunkRow row, Columns rows) {
    Columns head = seen.head();
    boolean alone = !touches(head, row);
    int end = opened.firstAtOrAfter(to);
    for (int i = opened.firstAtOrAfter(from); i < end; i++) {
      if (alone || !head.hasTime(opened.time(i))) {
        rows.add(opened, i);
      }
    }
  }

  /** True if a row of the head lies within the chunk's span. */
  static boolean touches(Columns head, ChunkRow row) {
    int first = head.firstAtOrAfter(row.t0());
    return first < head.size() && head.time(first) <= row.t1();
  }

  /** Opens a chunk; false, and noted, if it is damaged. */
  static boolean open(
      ChunkOpener opener, ChunkTable.Found found, Kind kind, Columns into, Damage damage)
      throws SQLException {
    try {
      opener.open(found, kind, into);
      return true;
    } catch (DamagedChunkException e) {
      damage.note(found.row(), e);
      return false;
    }
  }
}
