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
   * stops early once there are more than {@code most}, or more than so many UTF-16 units of text.
   */
  Columns rows(long from, long to, int most, long mostText) throws SQLException {
    return rows(from, to, most, mostText, seen.head().emptyShown());
  }

  /** All readings with times in [from, to), in order; messages with their bytes. */
  Columns whole(long from, long to) throws SQLException {
    return rows(from, to, Integer.MAX_VALUE, Long.MAX_VALUE, seen.head().emptyLike());
  }

  private Columns rows(long from, long to, int most, long mostText, Columns rows)
      throws SQLException {
    Columns head = seen.head();
    Columns opened = head.emptyLike();
    long[] text = {0};
    reader
        .table()
        .within(
            seen.signal().index(),
            from,
            to,
            found -> {
              if (open(reader.opener(), found, seen.signal().kind(), opened, damage)) {
                int before = rows.size();
                add(opened, from, to, found.row(), rows);
                text[0] += textOf(rows, before);
              }
              return rows.size() <= most && text[0] <= mostText;
            });
    rows.addAll(head.between(from, to));
    return TimeOrder.sorted(rows);
  }

  /** The UTF-16 units of the texts from a row on. */
  static long textOf(Columns rows, int from) {
    long length = 0;
    if (rows.isText()) {
      for (int i = from; i < rows.size(); i++) {
        String one = rows.text(i);
        length += one == null ? 0 : one.length();
      }
    }
    return length;
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
    return touches(head, row.t0(), row.t1());
  }

  /** True if a row of the head lies within the times, both included. */
  static boolean touches(Columns head, long t0, long t1) {
    int first = head.firstAtOrAfter(t0);
    return first < head.size() && head.time(first) <= t1;
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
