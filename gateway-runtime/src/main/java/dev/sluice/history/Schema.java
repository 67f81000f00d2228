package dev.sluice.history;

import java.sql.Connection;
import java.sql.SQLException;

/** The tables of {@code store.db}; FORMAT.md explains them. */
final class Schema {

  /** Kept in {@code user_version}; a store with a higher one is refused. */
  static final int VERSION = 2;

  /** What a new store has, until it gets what this format does not have. */
  static final int PLAIN = 1;

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
      PRIMARY KEY(signal, t0, id)) WITHOUT ROWID""",
    "CREATE INDEX chunk_by_end ON chunk(t1)",
    "CREATE TABLE body(id INTEGER PRIMARY KEY, b BLOB NOT NULL)",
    "CREATE TABLE tally(name TEXT PRIMARY KEY, n INT NOT NULL) WITHOUT ROWID",
  };

  private Schema() {}

  /** Makes the tables of a new store, all or none. */
  static void create(Connection connection) throws SQLException {
    Sqlite.run(connection, "BEGIN IMMEDIATE");
    for (String table : TABLES) {
      Sqlite.run(connection, table);
    }
    Sqlite.run(connection, "PRAGMA application_id=" + APPLICATION);
    Sqlite.run(connection, "PRAGMA user_version=" + PLAIN);
    Sqlite.run(connection, "COMMIT");
  }
}
