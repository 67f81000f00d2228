package dev.sluice.state;

import java.sql.SQLException;
import java.util.List;

/**
 * The tables, as the steps from one version to the next. A step that was released never changes.
 */
final class Schema {

  /** Step n leads from version n to n + 1. */
  private static final List<List<String>> STEPS =
      List.of(
          List.of(
              """
              CREATE TABLE account (
                name          TEXT PRIMARY KEY
                  CHECK (length(name) BETWEEN 1 AND 64 AND name NOT GLOB '*[^a-zA-Z0-9._@-]*'),
                role          TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
                password_hash TEXT NOT NULL
              ) STRICT, WITHOUT ROWID""",
              """
              CREATE TABLE setup_code (
                one  INTEGER PRIMARY KEY CHECK (one = 1),
                code TEXT NOT NULL
              ) STRICT""",
              """
              CREATE TABLE token (
                id      TEXT PRIMARY KEY,
                hash    BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
                note    TEXT NOT NULL,
                role    TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
                created INTEGER NOT NULL,
                expires INTEGER NOT NULL
              ) STRICT""",
              """
              CREATE TABLE device (
                name TEXT PRIMARY KEY
                  CHECK (length(name) BETWEEN 1 AND 64 AND name NOT GLOB '*[^a-zA-Z0-9._@-]*'),
                hash BLOB NOT NULL CHECK (length(hash) = 32)
              ) STRICT, WITHOUT ROWID""",
              """
              CREATE TABLE device_filter (
                device    TEXT NOT NULL REFERENCES device (name) ON DELETE CASCADE,
                direction TEXT NOT NULL CHECK (direction IN ('publish', 'subscribe')),
                place     INTEGER NOT NULL,
                filter    TEXT NOT NULL,
                PRIMARY KEY (device, direction, place)
              ) STRICT, WITHOUT ROWID""",
              """
              CREATE TABLE retained (
                topic      TEXT PRIMARY KEY,
                qos        INTEGER NOT NULL CHECK (qos BETWEEN 0 AND 2),
                payload    BLOB NOT NULL,
                properties BLOB
              ) STRICT""",
              """
              CREATE TABLE will (
                client TEXT PRIMARY KEY,
                will   BLOB NOT NULL
              ) STRICT""",
              """
              CREATE TABLE broker_position (
                one             INTEGER PRIMARY KEY CHECK (one = 1),
                applied_through INTEGER NOT NULL
              ) STRICT""",
              "INSERT INTO broker_position VALUES (1, 0)",
              """
              CREATE TABLE audit (
                no     INTEGER PRIMARY KEY,
                time   INTEGER NOT NULL,
                who    TEXT NOT NULL,
                what   TEXT NOT NULL,
                detail TEXT NOT NULL,
                hash   BLOB NOT NULL
              ) STRICT""",
              """
              CREATE TABLE audit_ends (
                one          INTEGER PRIMARY KEY CHECK (one = 1),
                dropped      INTEGER NOT NULL, -- the newest act that fell off, 0 = none
                dropped_hash BLOB NOT NULL,
                last         INTEGER NOT NULL, -- the newest act, 0 = none
                last_hash    BLOB NOT NULL
              ) STRICT""",
              "INSERT INTO audit_ends VALUES (1, 0, x'', 0, x'')"),
          List.of(
              """
              CREATE TABLE uplink (
                id            TEXT PRIMARY KEY,
                position      TEXT NOT NULL,
                journalled    INTEGER NOT NULL,
                acknowledged  INTEGER NOT NULL,
                filtered      INTEGER NOT NULL,
                dead_lettered INTEGER NOT NULL,
                expired       INTEGER NOT NULL,
                removed       INTEGER NOT NULL,
                sent          INTEGER NOT NULL,
                retried       INTEGER NOT NULL,
                pass          TEXT NOT NULL,
                paused_until  INTEGER NOT NULL,
                removed_at    INTEGER NOT NULL,
                fallen_off    INTEGER NOT NULL
              ) STRICT""",
              """
              CREATE TABLE dead_letter (
                uplink TEXT NOT NULL REFERENCES uplink (id),
                no     INTEGER NOT NULL,
                signal TEXT NOT NULL,
                time   INTEGER NOT NULL,
                value  TEXT NOT NULL,
                why    TEXT NOT NULL,
                at     INTEGER NOT NULL,
                PRIMARY KEY (uplink, no)
              ) STRICT, WITHOUT ROWID"""),
          List.of(
              """
              CREATE TABLE uplink_asked (
                uplink       TEXT PRIMARY KEY,
                paused_until INTEGER NOT NULL
              ) STRICT, WITHOUT ROWID"""),
          List.of(
              """
              CREATE TABLE gap (
                began   INTEGER NOT NULL,
                cause   TEXT NOT NULL,
                subject TEXT NOT NULL,
                ended   INTEGER NOT NULL,
                PRIMARY KEY (began, cause, subject)
              ) STRICT, WITHOUT ROWID""",
              """
              CREATE TABLE alive (
                one  INTEGER PRIMARY KEY CHECK (one = 1),
                time INTEGER NOT NULL
              ) STRICT"""));

  private Schema() {}

  /** The version this program writes. */
  static int version() {
    return STEPS.size();
  }

  /** The version of a file. */
  static int versionOf(Statements statements) throws SQLException {
    return (int) statements.number("PRAGMA user_version");
  }

  /** Takes the steps that a file lacks; call it in a transaction. */
  static void bringUp(Statements statements) throws SQLException {
    int from = versionOf(statements);
    for (int step = from; step < STEPS.size(); step++) {
      for (String sql : STEPS.get(step)) {
        statements.update(sql);
      }
    }
    if (from < STEPS.size()) {
      statements.update("PRAGMA user_version = " + STEPS.size());
    }
  }
}
