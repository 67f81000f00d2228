package dev.sluice.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** What is written into the store, as statements that stay prepared. */
record StoreStatements(
    PreparedStatement putSignal,
    PreparedStatement removeSignal,
    PreparedStatement putMark,
    PreparedStatement putChunk,
    PreparedStatement putBody,
    PreparedStatement deleteChunk,
    PreparedStatement deleteBody,
    PreparedStatement markDamaged,
    PreparedStatement putTally,
    PreparedStatement putRollup,
    PreparedStatement deleteRollup)
    implements AutoCloseable {

  StoreStatements(Connection connection) throws SQLException {
    this(
        connection.prepareStatement(
            "INSERT OR REPLACE INTO signal(id, device, name, kind, unit, simulated, removed)"
                + " VALUES(?,?,?,?,?,?,0)"),
        connection.prepareStatement("UPDATE signal SET removed=1 WHERE id=?"),
        connection.prepareStatement("INSERT OR REPLACE INTO mark VALUES(?,?,?,?,?,?,?,?,?,?)"),
        connection.prepareStatement(
            "INSERT INTO chunk VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
        connection.prepareStatement("INSERT INTO body VALUES(?,?)"),
        connection.prepareStatement("DELETE FROM chunk WHERE signal=? AND t0=? AND id=?"),
        connection.prepareStatement("DELETE FROM body WHERE id=?"),
        connection.prepareStatement(
            "UPDATE chunk SET zone=" + ChunkRow.DAMAGED + " WHERE signal=? AND t0=? AND id=?"),
        connection.prepareStatement("INSERT OR REPLACE INTO tally VALUES(?,?)"),
        connection.prepareStatement("INSERT OR REPLACE INTO rollup VALUES(?,?,?,?,?,?,?)"),
        connection.prepareStatement("DELETE FROM rollup WHERE id=?"));
  }

  @Override
  public void close() throws SQLException {
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
            putTally,
            putRollup,
            deleteRollup)) {
      statement.close();
    }
  }
}
