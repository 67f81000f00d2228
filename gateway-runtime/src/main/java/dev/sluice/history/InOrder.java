package dev.sluice.history;

import java.sql.SQLException;

/**
 * Passes the readings of one signal in the order of time, a few chunks at a time, to what needs to
 * know the reading before.
 */
final class InOrder {

  private static final long HOUR = 3_600_000_000L;

  private static final long NEVER = Long.MIN_VALUE;

  private final Lookup.Seen seen;
  private final ReaderPool.Reader reader;
  private final Damage damage;
  private final Window window;
  private final int signal;

  InOrder(Lookup.Seen seen, ReaderPool.Reader reader, Damage damage) {
    this.seen = seen;
    this.reader = reader;
    this.damage = damage;
    this.window = new Window(seen, reader, damage);
    this.signal = seen.signal().index();
  }

  /** Takes readings in order. */
  private interface Taker {
    /** False if that was enough. */
    boolean take(Columns rows);
  }

  /** Adds the readings in [from, to), with the last good one before. */
  void increases(long from, long to, Increases into) throws SQLException {
    if (seen.head().isText()) {
      return;
    }
    Columns before = before(from, true);
    if (before.size() > 0) {
      into.before(before, 0);
    }
    pass(
        from,
        to,
        rows -> {
          into.add(rows);
          return true;
        });
  }

  /** Adds the readings in [from, to), if wanted with the last one before, which may be bad. */
  void changes(long from, long to, boolean withBefore, Changes into) throws SQLException {
    if (withBefore && from < to) {
      Columns before = before(from, false);
      if (before.size() > 0) {
        into.before(before, 0, from);
      }
    }
    pass(
        from,
        to,
        rows -> {
          into.add(rows);
          return !into.tooMany();
        });
  }

  private void pass(long from, long to, Taker taker) throws SQLException {
    long start = from;
    boolean more = true;
    while (more && start < to) {
      long end = Export.end(reader.table(), signal, start, to);
      more = taker.take(window.rows(start, end, Integer.MAX_VALUE, Long.MAX_VALUE));
      start = end;
    }
  }

  /** The last reading before a time, one row or none. */
  private Columns before(long time, boolean usable) throws SQLException {
    long last = lastInHead(time, usable);
    Long first = reader.table().firstTime(signal);
    long end = time;
    long reach = HOUR;
    // Most look back a little; who was silent for long is found in ever longer steps.
    while (first != null && first < end && (last == NEVER || last < end)) {
      long start = end - first <= reach || end - first < 0 ? first : end - reach;
      last = Math.max(last, lastSealed(start, end, time, usable));
      if (last >= start) {
        break;
      }
      end = start;
      reach *= 8;
    }
    return last == NEVER
        ? seen.head().emptyShown()
        : window.rows(last, last + 1, Integer.MAX_VALUE, Long.MAX_VALUE);
  }

  private long lastInHead(long time, boolean usable) {
    Columns head = seen.head();
    for (int row = head.firstAtOrAfter(time) - 1; row >= 0; row--) {
      if (!usable || head.usable(row)) {
        return head.time(row);
      }
    }
    return NEVER;
  }

  /** The last time before {@code time} in the chunks that reach into [start, end). */
  private long lastSealed(long start, long end, long time, boolean usable) throws SQLException {
    long[] last = {NEVER};
    Columns opened = seen.head().emptyLike();
    reader
        .table()
        .within(
            signal,
            start,
            end,
            found -> {
              last[0] = Math.max(last[0], last(found, time, usable, opened));
              return true;
            });
    return last[0];
  }

  private long last(ChunkTable.Found found, long time, boolean usable, Columns opened)
      throws SQLException {
    ChunkRow row = found.row();
    boolean known = found.intact() && row.t1() < time && !Window.touches(seen.head(), row);
    if (known && row.zone() != ChunkRow.DAMAGED) {
      return usable ? row.lastTime() : row.t1();
    }
    if (!Window.open(reader.opener(), found, seen.signal().kind(), opened, damage)) {
      return NEVER;
    }
    for (int i = opened.firstAtOrAfter(time) - 1; i >= 0; i--) {
      boolean counts = !usable || opened.usable(i);
      if (counts && !seen.head().hasTime(opened.time(i))) {
        return opened.time(i);
      }
    }
    return NEVER;
  }
}
