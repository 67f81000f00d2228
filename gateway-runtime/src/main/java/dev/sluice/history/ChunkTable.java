package dev.sluice.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads chunks through one connection, with statements that stay prepared. */
final class ChunkTable implements AutoCloseable {

  private static final String COLUMNS =
      "signal, t0, id, t1, n, usable, seq_lo, seq_hi, zone, mn, mx, sm, lt, lv, body_crc, crc";

  /** A chunk as the table has it, and whether its row is what was written. */
  record Found(ChunkRow row, boolean intact) {}

  private final PreparedStatement within;
  private final PreparedStatement sealedWith;
  private final PreparedStatement body;
  private final PreparedStatement first;
  private final PreparedStatement lastStart;
  private final PreparedStatement lastEnd;
  private final PreparedStatement oldest;
  private final PreparedStatement ofSignal;
  private final PreparedStatement endingBefore;
  private final PreparedStatement one;
  private final PreparedStatement newest;

  ChunkTable(Connection connection) throws SQLException {
    within =
        connection.prepareStatement(
            "SELECT "
                + COLUMNS
                + " FROM chunk WHERE signal=? AND t0>=? AND t0<? AND t1>=? AND zone<"
                + ChunkRow.DAMAGED
                + " ORDER BY t0");
    sealedWith =
        connection.prepareStatement(
            "SELECT "
                + COLUMNS
                + " FROM chunk WHERE signal=? AND t0>=? AND t1>=? AND seq_hi>=? AND seq_lo<?"
                + " AND zone<"
                + ChunkRow.DAMAGED
                + " ORDER BY t0");
    body = connection.prepareStatement("SELECT b FROM body WHERE id=?");
    first = connection.prepareStatement("SELECT min(t0) FROM chunk WHERE signal=?");
    lastStart = connection.prepareStatement("SELECT max(t0) FROM chunk WHERE signal=?");
    lastEnd = connection.prepareStatement("SELECT max(t1) FROM chunk WHERE signal=? AND t0>=?");
    oldest =
        connection.prepareStatement(
            "SELECT " + COLUMNS + " FROM chunk WHERE t1<? ORDER BY t1 LIMIT ?");
    ofSignal =
        connection.prepareStatement("SELECT " + COLUMNS + " FROM chunk WHERE signal=? LIMIT ?");
    endingBefore =
        connection.prepareStatement(
            "SELECT "
                + COLUMNS
                + " FROM chunk WHERE signal=? AND t0<? AND t1<? ORDER BY t0 LIMIT ?");
    newest = connection.prepareStatement("SELECT max(t1) FROM chunk");
    one =
        connection.prepareStatement(
            "SELECT " + COLUMNS + " FROM chunk WHERE signal=? AND t0=? AND id=?");
  }

  /** Looks at chunks one by one. */
  interface Visitor {
    /** Looks at a chunk; false if that was enough. */
    boolean visit(Found found) throws SQLException;
  }

  /**
   * Shows the chunks of a signal with times in [from, to), by their first time; no damaged ones.
   */
  void within(int signal, long from, long to, Visitor visitor) throws SQLException {
    within.setInt(1, signal);
    within.setLong(2, startOfSpan(from));
    within.setLong(3, to);
    within.setLong(4, from);
    try (ResultSet found = within.executeQuery()) {
      boolean more = true;
      while (more && found.next()) {
        more = visitor.visit(row(found));
      }
    }
  }

  /**
   * Shows the chunks of a signal that end at a time or later and were sealed with some of the seqs
   * [from, below), by their first time; no damaged ones.
   */
  void sealedWith(int signal, long time, long from, long below, Visitor visitor)
      throws SQLException {
    sealedWith.setInt(1, signal);
    sealedWith.setLong(2, startOfSpan(time));
    sealedWith.setLong(3, time);
    sealedWith.setLong(4, from);
    sealedWith.setLong(5, below);
    try (ResultSet found = sealedWith.executeQuery()) {
      boolean more = true;
      while (more && found.next()) {
        more = visitor.visit(row(found));
      }
    }
  }

  /** A chunk that has this time starts no earlier. */
  static long startOfSpan(long time) {
    return time < Long.MIN_VALUE + ChunkRow.MAX_SPAN ? Long.MIN_VALUE : time - ChunkRow.MAX_SPAN;
  }

  /** The chunks that end before a time, the oldest first, damaged ones too. */
  List<Found> oldest(long endBefore, int limit) throws SQLException {
    oldest.setLong(1, endBefore);
    oldest.setInt(2, limit);
    return rows(oldest);
  }

  /** The first chunks of a signal that end before a time, damaged ones too. */
  List<Found> endingBefore(int signal, long time, int limit) throws SQLException {
    endingBefore.setInt(1, signal);
    endingBefore.setLong(2, time);
    endingBefore.setLong(3, time);
    endingBefore.setInt(4, limit);
    return rows(endingBefore);
  }

  /** The last time of all chunks, or null if there are none. */
  @Nullable Long newestEnd() throws SQLException {
    return time(newest);
  }

  /** One chunk, or null if it is gone. */
  @Nullable Found chunk(int signal, long t0, long id) throws SQLException {
    one.setInt(1, signal);
    one.setLong(2, t0);
    one.setLong(3, id);
    List<Found> rows = rows(one);
    return rows.isEmpty() ? null : rows.getFirst();
  }

  /** Some chunks of a signal, damaged ones too. */
  List<Found> ofSignal(int signal, int limit) throws SQLException {
    ofSignal.setInt(1, signal);
    ofSignal.setInt(2, limit);
    return rows(ofSignal);
  }

  /** The body of a chunk, or null if it is gone. */
  byte @Nullable [] body(long id) throws SQLException {
    body.setLong(1, id);
    try (ResultSet found = body.executeQuery()) {
      return found.next() ? found.getBytes(1) : null;
    }
  }

  /** The first time of a signal's chunks, or null if it has none. */
  @Nullable Long firstTime(int signal) throws SQLException {
    first.setInt(1, signal);
    return time(first);
  }

  /** The last time of a signal's chunks, or null if it has none. */
  @Nullable Long lastTime(int signal) throws SQLException {
    lastStart.setInt(1, signal);
    Long start = time(lastStart);
    if (start == null) {
      return null;
    }
    lastEnd.setInt(1, signal);
    lastEnd.setLong(2, startOfSpan(start));
    return time(lastEnd);
  }

  private static @Nullable Long time(PreparedStatement statement) throws SQLException {
    try (ResultSet found = statement.executeQuery()) {
      if (!found.next()) {
        return null;
      }
      long time = found.getLong(1);
      return found.wasNull() ? null : time;
    }
  }

  private static List<Found> rows(PreparedStatement statement) throws SQLException {
    List<Found> rows = new ArrayList<>();
    try (ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        rows.add(row(found));
      }
    }
    return rows;
  }

  private static Found row(ResultSet found) throws SQLException {
    ChunkRow row =
        new ChunkRow(
            found.getInt(1),
            found.getLong(2),
            found.getLong(3),
            found.getLong(4),
            found.getInt(5),
            found.getInt(6),
            found.getLong(7),
            found.getLong(8),
            found.getInt(9),
            real(found, 10),
            real(found, 11),
            real(found, 12),
            found.getLong(13),
            real(found, 14),
            found.getInt(15));
    return new Found(row, row.crc() == found.getInt(16));
  }

  /** SQLite keeps NaN as NULL. */
  private static double real(ResultSet row, int column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? Double.NaN : value;
  }

  @Override
  public void close() throws SQLException {
    within.close();
    sealedWith.close();
    body.close();
    first.close();
    lastStart.close();
    lastEnd.close();
    oldest.close();
    ofSignal.close();
    endingBefore.close();
    one.close();
    newest.close();
  }
}
