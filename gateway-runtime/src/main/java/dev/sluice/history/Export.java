package dev.sluice.history;

import dev.sluice.model.Kind;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import java.sql.SQLException;
import java.util.List;

/**
 * Streams readings window by window: each is read at one moment, and the store is let go before the
 * sink, which may be slow, gets it. So memory stays bounded and nothing is held up.
 */
final class Export {

  /** Chunks in one window, about. */
  private static final int CHUNKS = 16;

  private final ReaderPool pool;
  private final Lookup.Look look;
  private final Damage damage;

  Export(ReaderPool pool, Lookup.Look look, Damage damage) {
    this.pool = pool;
    this.look = look;
    this.damage = damage;
  }

  /** Streams one signal's readings with times in [from, to). */
  void run(SignalId id, long from, long to, ReadingSink sink) throws Exception {
    long start = from;
    while (start < to) {
      Lookup.Seen seen;
      Columns rows;
      long end;
      try (ReaderPool.Reader reader = pool.take()) {
        List<Lookup.Seen> found = look.at(List.of(id), reader);
        if (found.isEmpty()) {
          return;
        }
        seen = found.getFirst();
        end = end(reader.table(), seen.signal().index(), start, to);
        rows = new Window(seen, reader, damage).whole(start, end);
        reader.keep();
      }
      Kind kind = seen.signal().kind();
      for (int row = 0; row < rows.size(); row++) {
        Value value = rows.value(row, kind);
        sink.reading(id, value, Words.quality(rows.quality(row)), rows.time(row));
      }
      start = end;
    }
  }

  /** Where the window that starts here ends. */
  static long end(ChunkTable table, int signal, long start, long to) throws SQLException {
    int[] seen = {0};
    long[] end = {to};
    table.within(
        signal,
        start,
        to,
        found -> {
          if (++seen[0] > CHUNKS && found.row().t0() > start) {
            end[0] = found.row().t0();
            return false;
          }
          return true;
        });
    return end[0];
  }
}
