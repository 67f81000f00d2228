package dev.sluice.history;

import dev.sluice.model.Kind;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.model.Value;
import dev.sluice.time.CautiousTime;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.OptionalLong;

/** The one connection that writes the store; the sealing thread's alone once it is running. */
final class Store implements AutoCloseable {

  private final Path file;
  private final Connection connection;
  private final ChunkOpener opener;
  private final PreparedStatement putSignal;
  private final PreparedStatement removeSignal;
  private final PreparedStatement putMark;
  private final PreparedStatement putChunk;
  private final PreparedStatement putBody;
  private final PreparedStatement deleteChunk;
  private final PreparedStatement deleteBody;
  private final PreparedStatement markDamaged;
  private final PreparedStatement putTally;
  private long nextBody;

  /**
   * Takes over a connection to a store with its tables.
   *
   * @param sizeLimit the most bytes history may take; the file may grow a little larger before
   *     SQLite refuses
   */
  Store(Path file, Connection connection, long sizeLimit) throws SQLException {
    this.file = file;
    this.connection = connection;
    long slack = Math.max(sizeLimit / 4, 16L << 20);
    long pageSize = Sqlite.number(connection, "PRAGMA page_size");
    Sqlite.run(connection, "PRAGMA max_page_count=" + (sizeLimit + slack) / pageSize);
    opener = new ChunkOpener(connection);
    putSignal =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO signal(id, device, name, kind, unit, simulated, removed)"
                + " VALUES(?,?,?,?,?,?,0)");
    removeSignal = connection.prepareStatement("UPDATE signal SET removed=1 WHERE id=?");
    putMark =
        connection.prepareStatement("INSERT OR REPLACE INTO mark VALUES(?,?,?,?,?,?,?,?,?,?)");
    putChunk =
        connection.prepareStatement("INSERT INTO chunk VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    putBody = connection.prepareStatement("INSERT INTO body VALUES(?,?)");
    deleteChunk = connection.prepareStatement("DELETE FROM chunk WHERE signal=? AND t0=? AND id=?");
    deleteBody = connection.prepareStatement("DELETE FROM body WHERE id=?");
    markDamaged =
        connection.prepareStatement(
            "UPDATE chunk SET zone=" + ChunkRow.DAMAGED + " WHERE signal=? AND t0=? AND id=?");
    putTally = connection.prepareStatement("INSERT OR REPLACE INTO tally VALUES(?,?)");
    nextBody = Sqlite.number(connection, "SELECT max(id) FROM body") + 1;
  }

  Path file() {
    return file;
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

  /** Undoes an open transaction; after some errors SQLite has done so itself. */
  void rollback() {
    try {
      Sqlite.run(connection, "ROLLBACK");
    } catch (SQLException e) {
      // There was none left.
    }
  }

  void put(Signal signal) throws SQLException {
    if (signal.kind() == Kind.MESSAGE) {
      // Part of the transaction: who knows no messages must not take them for damage.
      Sqlite.run(connection, "PRAGMA user_version=" + Schema.VERSION);
    }
    putSignal.setInt(1, signal.index());
    putSignal.setString(2, signal.id().device());
    putSignal.setString(3, signal.id().name());
    putSignal.setInt(4, Kinds.code(signal.kind()));
    putSignal.setString(5, signal.unit());
    putSignal.setInt(6, signal.simulated() ? 1 : 0);
    putSignal.executeUpdate();
  }

  void remove(int signal) throws SQLException {
    removeSignal.setInt(1, signal);
    removeSignal.executeUpdate();
  }

  void put(int signal, Mark mark) throws SQLException {
    putMark.setInt(1, signal);
    putMark.setLong(2, mark.sealedSeq());
    putMark.setLong(3, mark.end());
    putMark.setLong(4, mark.reach());
    Reading newest = mark.newest();
    if (newest == null) {
      for (int column = 5; column <= 10; column++) {
        putMark.setNull(column, Types.NULL);
      }
    } else {
      putMark.setLong(5, newest.time());
      putMark.setLong(6, newest.received());
      putMark.setLong(7, newest.seq());
      putMark.setInt(8, newest.quality().code());
      setReal(putMark, 9, newest.number());
      putMark.setString(10, newest.value() instanceof Value.Text(String text) ? text : null);
    }
    putMark.executeUpdate();
  }

  void put(ChunkRow row, byte[] body) throws SQLException {
    putBody.setLong(1, row.id());
    putBody.setBytes(2, body);
    putBody.executeUpdate();
    putChunk.setInt(1, row.signal());
    putChunk.setLong(2, row.t0());
    putChunk.setLong(3, row.id());
    putChunk.setLong(4, row.t1());
    putChunk.setInt(5, row.count());
    putChunk.setInt(6, row.usable());
    putChunk.setLong(7, row.seqLo());
    putChunk.setLong(8, row.seqHi());
    putChunk.setInt(9, row.zone());
    setReal(putChunk, 10, row.min());
    setReal(putChunk, 11, row.max());
    setReal(putChunk, 12, row.sum());
    putChunk.setLong(13, row.lastTime());
    setReal(putChunk, 14, row.last());
    putChunk.setInt(15, row.bodyCrc());
    putChunk.setInt(16, row.crc());
    putChunk.executeUpdate();
  }

  /** Deletes a chunk and says whether it was there. */
  boolean delete(ChunkRow row) throws SQLException {
    deleteBody.setLong(1, row.id());
    deleteBody.executeUpdate();
    return update(deleteChunk, row);
  }

  /** Says that a chunk could not be read back; its body stays for whoever wants to look. */
  boolean markDamaged(ChunkRow row) throws SQLException {
    return update(markDamaged, row);
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
    putTally.setString(1, name);
    putTally.setLong(2, value);
    putTally.executeUpdate();
  }

  /** Bytes in use, without pages that are free to be used again. */
  long usedBytes() throws SQLException {
    long pages = Sqlite.number(connection, "PRAGMA page_count");
    long free = Sqlite.number(connection, "PRAGMA freelist_count");
    return (pages - free) * Sqlite.number(connection, "PRAGMA page_size");
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
    for (PreparedStatement statement :
        List.of(
            putSignal,
            removeSignal,
            putMark,
            putChunk,
            putBody,
            deleteChunk,
            deleteBody,
            markDamaged,
            putTally)) {
      statement.close();
    }
    connection.close();
  }
}
