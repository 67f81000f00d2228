package dev.sluice.history;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteException;

/** Connections to the store, and what their errors mean. */
final class Sqlite {

  /** Small enough that a seal that touches many signals does not rewrite much. */
  static final int PAGE_SIZE = 8192;

  private static final int CORRUPT = 11;
  private static final int NOT_A_DATABASE = 26;
  private static final int FULL = 13;

  private Sqlite() {}

  static Connection writer(Path file) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try {
      run(connection, "PRAGMA busy_timeout=5000");
      run(connection, "PRAGMA page_size=" + PAGE_SIZE);
      run(connection, "PRAGMA journal_mode=WAL");
      run(connection, "PRAGMA synchronous=FULL");
      run(connection, "PRAGMA cache_size=-8000");
      run(connection, "PRAGMA temp_store=MEMORY");
      run(connection, "PRAGMA foreign_keys=ON");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  static Connection reader(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(5000);
    config.setCacheSize(-4000);
    return DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
  }

  static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      String text = rows.next() ? rows.getString(1) : null;
      return text == null ? "" : text;
    }
  }

  /** True if the file itself is broken, and not only what was asked of it. */
  static boolean isDamage(SQLException e) {
    int code = code(e);
    return code == CORRUPT || code == NOT_A_DATABASE;
  }

  /** True if there was no room, on the disk or below the cap on the file. */
  static boolean isFull(SQLException e) {
    return code(e) == FULL;
  }

  private static int code(SQLException e) {
    return e instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xFF : 0;
  }
}
