package dev.sluice.history;

import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.model.Value;
import dev.sluice.time.CautiousTime;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one connection that writes the store; the sealing thread's alone once it is running. */
final class Store implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Store.class);

  private final Path file;
  private final Cap cap;
  private final Reserve reserve;
  private final Connection connection;
  private final ChunkOpener opener;
  private StoreStatements sql;
  private final long pageSize;
  private long nextBody;

  /** The disk is short: the file stays as large as it is. */
  private boolean frozen;

  /** Negative if it must be counted again. */
  private long rollupBytes = -1;

  /**
   * Takes over a connection to a store with its tables.
   *
   * @param sizeLimit the most bytes history may take, see {@link Cap}
   */
  Store(Path file, Connection connection, long sizeLimit) throws SQLException {
    this.file = file;
    this.connection = connection;
    cap = new Cap(sizeLimit);
    reserve = new Reserve(file, cap.reserve());
    pageSize = Sqlite.number(connection, "PRAGMA page_size");
    Sqlite.run(connection, "PRAGMA max_page_count=" + cap.file() / pageSize);
    Sqlite.run(connection, "PRAGMA wal_autocheckpoint=" + cap.writeBack() / pageSize);
    Sqlite.run(connection, "PRAGMA journal_size_limit=" + cap.log());
    opener = new ChunkOpener(connection);
    sql = new StoreStatements(connection);
    nextBody = Sqlite.number(connection, "SELECT max(id) FROM body") + 1;
  }

  Path file() {
    return file;
  }

  /** Takes room on the disk for when it is full. */
  void keepReserve() {
    reserve.keep();
  }

  /** Gives it up if the disk is full, and not only the file. */
  void useReserve() {
    if (reserve.usable() < cap.least()) {
      reserve.giveUp();
    }
  }

  /**
   * Lets the file grow only while the disk has room for more than that: what the log has must
   * always fit into the file.
   */
  void heedDisk() throws SQLException {
    boolean isShort = reserve.usable() < cap.least();
    if (isShort != frozen) {
      long pages = isShort ? Sqlite.number(connection, "PRAGMA page_count") : cap.file() / pageSize;
      Sqlite.run(connection, "PRAGMA max_page_count=" + pages);
      frozen = isShort;
    }
  }

  /** Reads through the writing connection. */
  ChunkOpener opener() {
    return opener;
  }

  /** A body id that was never given before. */
  long newId() {
    return nextBody++;
  }

  void begin() throws SQLException {
    Sqlite.run(connection, "BEGIN IMMEDIATE");
  }

  void commit() throws SQLException {
    Sqlite.run(connection, "COMMIT");
  }

  /**
   * Undoes an open transaction; after some errors SQLite has done so itself. The statements are
   * prepared anew: after some errors, a full disk among them, the driver takes them away.
   */
  void rollback() {
    rollupBytes = -1;
    try {
      Sqlite.run(connection, "ROLLBACK");
    } catch (SQLException e) {
      // There was none left.
    }
    try {
      sql.close();
      sql = new StoreStatements(connection);
      opener.renew();
    } catch (SQLException e) {
      log.warn("{} could not be made ready for the next attempt: {}", file, e.getMessage());
    }
  }

  void put(Signal signal) throws SQLException {
    sql.putSignal().setInt(1, signal.index());
    sql.putSignal().setString(2, signal.id().device());
    sql.putSignal().setString(3, signal.id().name());
    sql.putSignal().setInt(4, Kinds.code(signal.kind()));
    sql.putSignal().setString(5, signal.unit());
    sql.putSignal().setInt(6, signal.simulated() ? 1 : 0);
    sql.putSignal().executeUpdate();
  }

  void remove(int signal) throws SQLException {
    sql.removeSignal().setInt(1, signal);
    sql.removeSignal().executeUpdate();
  }

  void put(int signal, Mark mark) throws SQLException {
    sql.putMark().setInt(1, signal);
    sql.putMark().setLong(2, mark.sealedSeq());
    sql.putMark().setLong(3, mark.end());
    sql.putMark().setLong(4, mark.reach());
    Reading newest = mark.newest();
    if (newest == null) {
      for (int column = 5; column <= 10; column++) {
        sql.putMark().setNull(column, Types.NULL);
      }
    } else {
      sql.putMark().setLong(5, newest.time());
      sql.putMark().setLong(6, newest.received());
      sql.putMark().setLong(7, newest.seq());
      sql.putMark().setInt(8, newest.quality().code());
      setReal(sql.putMark(), 9, newest.number());
      sql.putMark().setString(10, newest.value() instanceof Value.Text(String text) ? text : null);
    }
    sql.putMark().executeUpdate();
  }

  void put(ChunkMaker.NewChunk chunk) throws SQLException {
    ChunkRow row = chunk.row();
    sql.putBody().setLong(1, row.id());
    sql.putBody().setBytes(2, chunk.body());
    sql.putBody().executeUpdate();
    sql.putChunk().setInt(1, row.signal());
    sql.putChunk().setLong(2, row.t0());
    sql.putChunk().setLong(3, row.id());
    sql.putChunk().setLong(4, row.t1());
    sql.putChunk().setInt(5, row.count());
    sql.putChunk().setInt(6, row.usable());
    sql.putChunk().setLong(7, row.seqLo());
    sql.putChunk().setLong(8, row.seqHi());
    sql.putChunk().setInt(9, row.zone());
    setReal(sql.putChunk(), 10, row.min());
    setReal(sql.putChunk(), 11, row.max());
    setReal(sql.putChunk(), 12, row.sum());
    sql.putChunk().setLong(13, row.lastTime());
    setReal(sql.putChunk(), 14, row.last());
    sql.putChunk().setInt(15, row.bodyCrc());
    sql.putChunk().setInt(16, row.crc());
    sql.putChunk().setBytes(17, chunk.minutes());
    sql.putChunk().setBytes(18, chunk.hours());
    sql.putChunk().executeUpdate();
  }

  /** Deletes a chunk and says whether it was there. */
  boolean delete(ChunkRow row) throws SQLException {
    sql.deleteBody().setLong(1, row.id());
    sql.deleteBody().executeUpdate();
    return update(sql.deleteChunk(), row);
  }

  void put(RollupTable.Row row) throws SQLException {
    RollupTable.Row before = opener.rollups().row(row.signal(), row.grain(), row.period());
    grow(row.weight() - (before == null ? 0 : before.weight()));
    sql.putRollup().setLong(1, row.id());
    sql.putRollup().setInt(2, row.grain().code());
    sql.putRollup().setLong(3, row.t0());
    sql.putRollup().setLong(4, row.t1());
    sql.putRollup().setLong(5, row.readings());
    sql.putRollup().setLong(6, row.days());
    sql.putRollup().setBytes(7, row.bytes());
    sql.putRollup().executeUpdate();
  }

  void delete(RollupTable.Row row) throws SQLException {
    sql.deleteRollup().setLong(1, row.id());
    if (sql.deleteRollup().executeUpdate() > 0) {
      grow(-row.weight());
    }
  }

  private void grow(long bytes) {
    rollupBytes = rollupBytes < 0 ? rollupBytes : rollupBytes + bytes;
  }

  /** Bytes that rollups take whose readings are gone, about. */
  long rollupBytes() throws SQLException {
    if (rollupBytes < 0) {
      rollupBytes = opener.rollups().bytes();
    }
    return rollupBytes;
  }

  /** Says that a chunk could not be read back; its body stays for whoever wants to look. */
  boolean markDamaged(ChunkRow row) throws SQLException {
    return update(sql.markDamaged(), row);
  }

  private static boolean update(PreparedStatement statement, ChunkRow row) throws SQLException {
    statement.setInt(1, row.signal());
    statement.setLong(2, row.t0());
    statement.setLong(3, row.id());
    return statement.executeUpdate() > 0;
  }

  void put(Tally tally) throws SQLException {
    putTally("kept", tally.kept());
    putTally("replaced", tally.replaced());
    putTally("expired", tally.expired());
    putTally("damaged", tally.damaged());
    putTally("expired-size", tally.expiredSize());
    putTally("expired-removed", tally.expiredRemoved());
  }

  /** The store is corrected by everything that the journal knew of the clock below this seq. */
  void putRestampedBelow(long seq) throws SQLException {
    putTally("restamped_below", seq);
  }

  /** What was put there last, or 0. */
  long restampedBelow() throws SQLException {
    return Sqlite.number(
        connection, "SELECT coalesce(max(n), 0) FROM tally WHERE name='restamped_below'");
  }

  /** The time that was last believed, µs since 1970; nothing happens if there is none. */
  void putBelieved(OptionalLong time) throws SQLException {
    if (time.isPresent()) {
      putTally("believed_time", time.getAsLong());
    }
  }

  /** What was put there last, or {@link CautiousTime#NEVER}. */
  long believed() throws SQLException {
    return Sqlite.number(
        connection,
        "SELECT coalesce(max(n), "
            + CautiousTime.NEVER
            + ") FROM tally WHERE name='believed_time'");
  }

  private void putTally(String name, long value) throws SQLException {
    sql.putTally().setString(1, name);
    sql.putTally().setLong(2, value);
    sql.putTally().executeUpdate();
  }

  /** Bytes of the file that are free to be used again. */
  long freeBytes() throws SQLException {
    return Sqlite.number(connection, "PRAGMA freelist_count") * pageSize;
  }

  /** Writes the log back into the file, so that it begins anew; as far as there is room for it. */
  void writeBack() {
    try {
      Sqlite.run(connection, "PRAGMA wal_checkpoint(RESTART)");
    } catch (SQLException e) {
      log.debug("the log could not be written back", e);
    }
  }

  /** Bytes in use, without pages that are free to be used again. */
  long usedBytes() throws SQLException {
    long pages = Sqlite.number(connection, "PRAGMA page_count");
    long free = Sqlite.number(connection, "PRAGMA freelist_count");
    return (pages - free) * pageSize;
  }

  private static void setReal(PreparedStatement statement, int column, double value)
      throws SQLException {
    if (Double.isNaN(value)) {
      statement.setNull(column, Types.REAL);
    } else {
      statement.setDouble(column, value);
    }
  }

  @Override
  public void close() throws SQLException {
    opener.close();
    sql.close();
    connection.close();
  }
}
