package dev.sluice.state;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** The uplinks' accounts in the state store. */
final class SqliteUplinkState implements UplinkState {

  private final Database database;
  private final int most;

  /**
   * The uplinks in a database.
   *
   * @param most dead letters that are kept for each uplink
   */
  SqliteUplinkState(Database database, int most) {
    this.database = database;
    this.most = most;
  }

  @Override
  public List<Saved> all() {
    return database.read(
        on ->
            on.list(
                """
                SELECT id, position, journalled, acknowledged, filtered, dead_lettered, expired,
                  removed, sent, retried, pass, paused_until, removed_at FROM uplink ORDER BY id""",
                SqliteUplinkState::saved));
  }

  private static Saved saved(ResultSet row) throws SQLException {
    Counts counts =
        new Counts(
            row.getLong(3),
            row.getLong(4),
            row.getLong(5),
            row.getLong(6),
            row.getLong(7),
            row.getLong(8),
            row.getLong(9),
            row.getLong(10));
    return new Saved(
        row.getString(1),
        row.getString(2),
        counts,
        row.getString(11),
        row.getLong(12),
        row.getLong(13));
  }

  @Override
  public void save(List<Saved> uplinks, List<DeadLetter> deadLetters, List<Asked> done) {
    database.write(
        on -> {
          for (Saved saved : uplinks) {
            put(on, saved);
          }
          for (DeadLetter letter : deadLetters) {
            on.update(
                """
                INSERT INTO dead_letter
                  SELECT ?, coalesce(max(no), 0) + 1, ?, ?, ?, ?, ?
                  FROM dead_letter WHERE uplink = ?""",
                letter.uplink(),
                letter.signal(),
                letter.time(),
                letter.value(),
                letter.why(),
                letter.at(),
                letter.uplink());
          }
          for (String id : deadLetters.stream().map(DeadLetter::uplink).distinct().toList()) {
            cut(on, id);
          }
          for (Asked asked : done) {
            on.update(
                "DELETE FROM uplink_asked WHERE uplink = ? AND paused_until = ?",
                asked.uplink(),
                asked.pausedUntil());
          }
          return true;
        });
  }

  private static void put(Statements on, Saved saved) throws SQLException {
    Counts counts = saved.counts();
    on.update(
        """
        INSERT INTO uplink VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
        ON CONFLICT (id) DO UPDATE SET
          position = excluded.position, journalled = excluded.journalled,
          acknowledged = excluded.acknowledged, filtered = excluded.filtered,
          dead_lettered = excluded.dead_lettered, expired = excluded.expired,
          removed = excluded.removed, sent = excluded.sent, retried = excluded.retried,
          pass = excluded.pass, paused_until = excluded.paused_until,
          removed_at = excluded.removed_at""",
        saved.id(),
        saved.position(),
        counts.journalled(),
        counts.acknowledged(),
        counts.filtered(),
        counts.deadLettered(),
        counts.expired(),
        counts.removed(),
        counts.sent(),
        counts.retried(),
        saved.pass(),
        saved.pausedUntil(),
        saved.removedAt());
  }

  private void cut(Statements on, String id) throws SQLException {
    int gone =
        on.update(
            """
            DELETE FROM dead_letter WHERE uplink = ? AND no <=
              (SELECT no FROM dead_letter WHERE uplink = ? ORDER BY no DESC LIMIT 1 OFFSET ?)""",
            id,
            id,
            most);
    if (gone > 0) {
      on.update("UPDATE uplink SET fallen_off = fallen_off + ? WHERE id = ?", gone, id);
    }
  }

  @Override
  public void ask(Asked asked) {
    database.write(
        on ->
            on.update(
                """
                INSERT INTO uplink_asked VALUES (?, ?)
                ON CONFLICT (uplink) DO UPDATE SET paused_until = excluded.paused_until""",
                asked.uplink(),
                asked.pausedUntil()));
  }

  @Override
  public List<Asked> asked() {
    return database.read(
        on ->
            on.list(
                "SELECT uplink, paused_until FROM uplink_asked ORDER BY uplink",
                row -> new Asked(row.getString(1), row.getLong(2))));
  }

  @Override
  public List<DeadLetter> deadLetters(String uplink, int limit) {
    return database.read(
        on ->
            on.list(
                """
                SELECT uplink, signal, time, value, why, at FROM dead_letter
                  WHERE uplink = ? ORDER BY no DESC LIMIT ?""",
                row ->
                    new DeadLetter(
                        row.getString(1),
                        row.getString(2),
                        row.getLong(3),
                        row.getString(4),
                        row.getString(5),
                        row.getLong(6)),
                uplink,
                Math.max(0, limit)));
  }

  @Override
  public long fallenOff(String uplink) {
    return database.read(on -> on.number("SELECT fallen_off FROM uplink WHERE id = ?", uplink));
  }

  @Override
  public void forget(String uplink) {
    database.write(
        on -> {
          on.update("DELETE FROM dead_letter WHERE uplink = ?", uplink);
          on.update("DELETE FROM uplink_asked WHERE uplink = ?", uplink);
          on.update("DELETE FROM uplink WHERE id = ?", uplink);
          return true;
        });
  }
}
