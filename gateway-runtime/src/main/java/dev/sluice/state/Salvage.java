package dev.sluice.state;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * Takes over what can still be read of a damaged file. The audit stays behind, since its chain is
 * broken, and so does the place in the journal, so that the journal's notes are taken again.
 */
final class Salvage {

  /**
   * A table, the key its rows are stored by (walking any other would need an index to be whole),
   * and what people call them; parents before children.
   */
  private record Table(String name, String key, String plural) {}

  private static final List<Table> TABLES =
      List.of(
          new Table("account", "name", "accounts"),
          new Table("token", "rowid", "tokens"),
          new Table("device", "name", "devices"),
          new Table("device_filter", "device", "device rights"),
          new Table("retained", "rowid", "retained messages"),
          new Table("will", "rowid", "wills"),
          new Table("uplink", "rowid", "uplinks"),
          new Table("dead_letter", "uplink", "dead letters"),
          new Table("uplink_asked", "uplink", "wishes about uplinks"),
          new Table("gap", "began", "gaps with their cause"));

  /** More than any healthy file has: damage could make a table seem endless. */
  private static final int MOST_ROWS = 1_000_000;

  private Salvage() {}

  /** Copies into a new store and returns what was saved, for people: {@code 2 accounts, …}. */
  static String copy(Path damaged, Database into) {
    StringJoiner saved = new StringJoiner(", ");
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    try (Connection from = config.createConnection("jdbc:sqlite:" + damaged.toAbsolutePath())) {
      for (Table table : TABLES) {
        long rows = into.write(to -> copy(from, to, table));
        saved.add(rows + " " + table.plural());
      }
    } catch (SQLException | StateFailure e) {
      saved.add("nothing else: " + e.getMessage());
    }
    return saved.toString();
  }

  private static long copy(Connection from, Statements to, Table table) throws SQLException {
    // A bad page ends the walk; what lies behind it is reached from the other end.
    if (!copyUntilBad(from, to, table, "ASC")) {
      copyUntilBad(from, to, table, "DESC");
    }
    return to.number("SELECT count(*) FROM " + table.name());
  }

  private static boolean copyUntilBad(
      Connection from, Statements to, Table table, String direction) {
    String select = "SELECT * FROM " + table.name() + " ORDER BY " + table.key() + " " + direction;
    try (Statement statement = from.createStatement();
        ResultSet rows = statement.executeQuery(select)) {
      int columns = rows.getMetaData().getColumnCount();
      String insert =
          "INSERT OR IGNORE INTO %s VALUES (?%s)"
              .formatted(table.name(), ", ?".repeat(columns - 1));
      for (int row = 0; row < MOST_ROWS && rows.next(); row++) {
        List<@Nullable Object> values = new ArrayList<>(columns);
        for (int column = 1; column <= columns; column++) {
          values.add(rows.getObject(column));
        }
        insert(to, insert, values);
      }
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static void insert(Statements to, String sql, List<@Nullable Object> values) {
    try {
      to.update(sql, values.toArray());
    } catch (SQLException e) {
      // Not a row that was ever written like this: damage.
    }
  }
}
