package dev.sluice.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads rollups through one connection: those that stand beside chunks, and those of readings that
 * are gone.
 */
final class RollupTable implements AutoCloseable {

  private static final String COLUMNS = "id, t0, t1, n, days, b";

  /** Bytes of a row beside its buckets, and its place in the index, about. */
  private static final long BESIDE = 80;

  /** Added to a period's number, so that what is stored is not negative. */
  private static final long ORIGIN = 1 << 30;

  /**
   * A row of rollups whose readings are gone.
   *
   * @param id says whose they are, of which grain and period
   * @param t0 when the first bucket starts, µs
   * @param t1 the time of the last reading, µs
   * @param days of an hour row: a bit for each day of the period that has buckets
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Row(long id, long t0, long t1, long readings, long days, byte[] bytes) {
    int signal() {
      return (int) (id >>> 32);
    }

    Grain grain() {
      return (id >>> 31 & 1) == 0 ? Grain.MINUTE : Grain.HOUR;
    }

    /** Bytes that it takes, about. */
    long weight() {
      return bytes.length + BESIDE;
    }

    long period() {
      return (id & 0x7FFF_FFFFL) - ORIGIN;
    }
  }

  /** What stands beside a chunk. */
  interface Beside {
    /**
     * Looks at a chunk's rollup.
     *
     * @param bytes null if it has none of that grain
     */
    void visit(long t0, long id, long t1, byte @Nullable [] bytes) throws SQLException;
  }

  private final RollupCodec codec;
  private final PreparedStatement minutes;
  private final PreparedStatement hours;
  private final PreparedStatement between;
  private final PreparedStatement periods;
  private final PreparedStatement span;
  private final PreparedStatement oldest;
  private final PreparedStatement weight;

  RollupTable(Connection connection, RollupCodec codec) throws SQLException {
    this.codec = codec;
    minutes = connection.prepareStatement(beside("minutes"));
    hours = connection.prepareStatement(beside("hours"));
    between =
        connection.prepareStatement(
            "SELECT " + COLUMNS + " FROM rollup WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?");
    periods =
        connection.prepareStatement(
            "SELECT id, t0, t1, n, days FROM rollup WHERE id BETWEEN ? AND ? ORDER BY id");
    span =
        connection.prepareStatement("SELECT min(t0), max(t1) FROM rollup WHERE id BETWEEN ? AND ?");
    weight =
        connection.prepareStatement(
            "SELECT coalesce(sum(length(b) + " + BESIDE + "), 0) FROM rollup");
    oldest =
        connection.prepareStatement(
            "SELECT " + COLUMNS + " FROM rollup WHERE grain=? ORDER BY t1 LIMIT ?");
  }

  private static String beside(String column) {
    return "SELECT t0, id, t1, "
        + column
        + " FROM chunk WHERE signal=? AND t0>=? AND t0<? AND t1>=? AND zone<"
        + ChunkRow.DAMAGED
        + " ORDER BY t0";
  }

  /** The id of the row for a period of a signal. */
  static long id(int signal, Grain grain, long period) {
    return (long) signal << 32 | (long) grain.code() << 31 | (period + ORIGIN);
  }

  RollupCodec codec() {
    return codec;
  }

  /** Shows the rollups beside the chunks of a signal with times in [from, to). */
  void beside(Grain grain, int signal, long from, long to, Beside visitor) throws SQLException {
    PreparedStatement statement = grain == Grain.HOUR ? hours : minutes;
    statement.setInt(1, signal);
    statement.setLong(2, ChunkTable.startOfSpan(from));
    statement.setLong(3, to);
    statement.setLong(4, from);
    try (ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        visitor.visit(found.getLong(1), found.getLong(2), found.getLong(3), found.getBytes(4));
      }
    }
  }

  /** What stands beside one chunk, or null. */
  byte @Nullable [] beside(Grain grain, ChunkRow row) throws SQLException {
    PreparedStatement statement = grain == Grain.HOUR ? hours : minutes;
    statement.setInt(1, row.signal());
    statement.setLong(2, row.t0());
    statement.setLong(3, row.t0() + 1);
    statement.setLong(4, row.t0());
    try (ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        if (found.getLong(2) == row.id()) {
          return found.getBytes(4);
        }
      }
    }
    return null;
  }

  /** The row of a period, or null if there is none. */
  @Nullable Row row(int signal, Grain grain, long period) throws SQLException {
    long id = id(signal, grain, period);
    List<Row> rows = between(id, id, 1);
    return rows.isEmpty() ? null : rows.getFirst();
  }

  /** The rows of a signal whose periods have some of the times [from, to). */
  List<Row> within(int signal, Grain grain, long from, long to) throws SQLException {
    return between(
        id(signal, grain, period(grain, from)),
        id(signal, grain, period(grain, to - 1)),
        Integer.MAX_VALUE);
  }

  /** The same without their bytes. */
  List<Row> outlines(int signal, Grain grain, long from, long to) throws SQLException {
    periods.setLong(1, id(signal, grain, period(grain, from)));
    periods.setLong(2, id(signal, grain, period(grain, to - 1)));
    List<Row> rows = new ArrayList<>();
    try (ResultSet found = periods.executeQuery()) {
      while (found.next()) {
        rows.add(
            new Row(
                found.getLong(1),
                found.getLong(2),
                found.getLong(3),
                found.getLong(4),
                found.getLong(5),
                new byte[0]));
      }
    }
    return rows;
  }

  /** Times without end are no period's. */
  private static long period(Grain grain, long time) {
    return Math.clamp(grain.period(time), -ORIGIN, ORIGIN - 1);
  }

  /** The first rows of a signal, up to a period. */
  List<Row> first(int signal, Grain grain, long lastPeriod, int limit) throws SQLException {
    return between(
        id(signal, grain, -ORIGIN),
        id(signal, grain, Math.clamp(lastPeriod, -ORIGIN, ORIGIN - 1)),
        limit);
  }

  /** Some rows of a signal, whatever their grain. */
  List<Row> ofSignal(int signal, int limit) throws SQLException {
    return between(id(signal, Grain.MINUTE, -ORIGIN), id(signal, Grain.HOUR, ORIGIN - 1), limit);
  }

  /** The rows of a grain that end first, of all signals. */
  List<Row> oldest(Grain grain, int limit) throws SQLException {
    oldest.setInt(1, grain.code());
    oldest.setInt(2, limit);
    return rows(oldest);
  }

  /** Bytes that all rows take, about. */
  long bytes() throws SQLException {
    try (ResultSet found = weight.executeQuery()) {
      return found.next() ? found.getLong(1) : 0;
    }
  }

  /** When the first bucket of a signal starts and its last reading was; null if it has none. */
  long @Nullable [] span(int signal) throws SQLException {
    span.setLong(1, id(signal, Grain.MINUTE, -ORIGIN));
    span.setLong(2, id(signal, Grain.HOUR, ORIGIN - 1));
    try (ResultSet found = span.executeQuery()) {
      if (!found.next()) {
        return null;
      }
      long first = found.getLong(1);
      return found.wasNull() ? null : new long[] {first, found.getLong(2)};
    }
  }

  private List<Row> between(long first, long last, int limit) throws SQLException {
    between.setLong(1, first);
    between.setLong(2, last);
    between.setInt(3, limit);
    return rows(between);
  }

  private static List<Row> rows(PreparedStatement statement) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        byte[] bytes = found.getBytes(6);
        rows.add(
            new Row(
                found.getLong(1),
                found.getLong(2),
                found.getLong(3),
                found.getLong(4),
                found.getLong(5),
                bytes == null ? new byte[0] : bytes));
      }
    }
    return rows;
  }

  /**
   * Reads a row's buckets.
   *
   * @throws DamagedChunkException if they are not what was written
   */
  void open(Row row, Rollup into) {
    codec.decode(row.bytes(), into, row.id(), row.t0(), row.t1(), row.readings(), row.days());
  }

  /** The bytes of a row, which can only be read back with the rest of it. */
  static Row row(RollupCodec codec, int signal, long period, Rollup rollup) {
    Grain grain = rollup.grain();
    long id = id(signal, grain, period);
    long last = Long.MIN_VALUE;
    long days = 0;
    for (int at = 0; at < rollup.size(); at++) {
      last = Math.max(last, rollup.lastTime(at));
      days |= 1L << Math.floorMod(Math.floorDiv(rollup.start(at), Grain.DAY), grain.days());
    }
    long first = rollup.start(0);
    byte[] bytes = codec.encode(rollup, id, first, last, rollup.readings(), days);
    return new Row(id, first, last, rollup.readings(), days, bytes);
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement :
        List.of(minutes, hours, between, periods, span, oldest, weight)) {
      statement.close();
    }
  }
}
