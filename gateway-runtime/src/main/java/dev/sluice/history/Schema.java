package dev.sluice.history;

import java.sql.Connection;
import java.sql.SQLException;

/** The tables of {@code store.db}; FORMAT.md explains them. */
final class Schema {

  /** Kept in {@code user_version}; a store with a higher one is refused. */
  static final int VERSION = 3;

  /** "SLUC", kept in {@code application_id}. */
  static final int APPLICATION = 0x534C5543;

  private static final String[] TABLES = {
    """
    CREATE TABLE signal(
      id INTEGER PRIMARY KEY, device TEXT NOT NULL, name TEXT NOT NULL, kind INT NOT NULL,
      unit TEXT, simulated INT NOT NULL, removed INT NOT NULL DEFAULT 0)""",
    """
    CREATE TABLE mark(
      signal INTEGER PRIMARY KEY, sealed_seq INT NOT NULL, end_time INT NOT NULL,
      reach_time INT NOT NULL,
      last_time INT, last_received INT, last_seq INT, last_quality INT, last_number REAL,
      last_text TEXT)""",
    """
    CREATE TABLE chunk(
      signal INT NOT NULL, t0 INT NOT NULL, id INT NOT NULL, t1 INT NOT NULL, n INT NOT NULL,
      usable INT NOT NULL, seq_lo INT NOT NULL, seq_hi INT NOT NULL, zone INT NOT NULL, mn REAL,
      mx REAL, sm REAL, lt INT NOT NULL, lv REAL, body_crc INT NOT NULL, crc INT NOT NULL,
      minutes BLOB, hours BLOB,
      PRIMARY KEY(signal, t0, id)) WITHOUT ROWID""",
    "CREATE INDEX chunk_by_end ON chunk(t1)",
    "CREATE TABLE body(id INTEGER PRIMARY KEY, b BLOB NOT NULL)",
    "CREATE TABLE tally(name TEXT PRIMARY KEY, n INT NOT NULL) WITHOUT ROWID",
  };

  private static final String[] ROLLUPS = {
    """
    CREATE TABLE rollup(
      id INTEGER PRIMARY KEY, grain INT NOT NULL, t0 INT NOT NULL, t1 INT NOT NULL, n INT NOT NULL,
      days INT NOT NULL, b BLOB NOT NULL)""",
    "CREATE INDEX rollup_by_end ON rollup(grain, t1)",
  };

  private static final String[] BESIDE_CHUNKS = {
    "ALTER TABLE chunk ADD COLUMN minutes BLOB", "ALTER TABLE chunk ADD COLUMN hours BLOB",
  };

  private Schema() {}

  /** Makes the tables of a new store, all or none. */
  static void create(Connection connection) throws SQLException {
    Sqlite.run(connection, "BEGIN IMMEDIATE");
    for (String table : TABLES) {
      Sqlite.run(connection, table);
    }
    for (String table : ROLLUPS) {
      Sqlite.run(connection, table);
    }
    Sqlite.run(connection, "PRAGMA application_id=" + APPLICATION);
    Sqlite.run(connection, "PRAGMA user_version=" + VERSION);
    Sqlite.run(connection, "COMMIT");
  }

  /**
   * Gives a store of an earlier format what it does not have, all or nothing. Its chunks stay as
   * they are: where one has no rollup, its readings are asked.
   */
  static void upgrade(Connection connection) throws SQLException {
    Sqlite.run(connection, "BEGIN IMMEDIATE");
    try {
      for (String column : BESIDE_CHUNKS) {
        Sqlite.run(connection, column);
      }
      for (String table : ROLLUPS) {
        Sqlite.run(connection, table);
      }
      Sqlite.run(connection, "PRAGMA user_version=" + VERSION);
      Sqlite.run(connection, "COMMIT");
    } catch (SQLException e) {
      Sqlite.run(connection, "ROLLBACK");
      throw e;
    }
  }
}
