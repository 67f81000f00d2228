package dev.sluice.history;

import dev.sluice.model.Kind;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the store and reads what must be known at once. A damaged file is set aside, never wiped,
 * and a new one takes its place; what can still be read of the damaged one (signals and counts) is
 * carried over.
 */
final class StoreOpening {

  private static final Logger log = LoggerFactory.getLogger(StoreOpening.class);

  /** A smaller file is checked whole at every start: it takes a fraction of a second. */
  private static final long CHECKED_AT_START = 16 << 20;

  /**
   * A store that is open.
   *
   * @param signals all that are not removed
   * @param removed the indices of signals that were removed
   * @param indices one more than the highest index ever given
   * @param marks by signal
   * @param setAside the damaged file that this one replaces, or null
   */
  record Opened(
      Store store,
      List<Signal> signals,
      List<Integer> removed,
      int indices,
      Map<Integer, Mark> marks,
      Tally tally,
      @Nullable Path setAside) {}

  private final Path file;
  private final long sizeLimit;
  private final long millis;

  private final List<Signal> signals = new ArrayList<>();
  private final List<Integer> removed = new ArrayList<>();
  private final Map<Integer, Kind> kinds = new HashMap<>();
  private final Map<Integer, Mark> marks = new HashMap<>();
  private int indices;
  private Tally tally = Tally.ZERO;

  /**
   * @param millis the time that goes into the name of a file set aside
   */
  StoreOpening(Path file, long sizeLimit, long millis) {
    this.file = file;
    this.sizeLimit = sizeLimit;
    this.millis = millis;
  }

  /**
   * Opens or makes the store.
   *
   * @throws IOException if it was written by a newer version, or cannot be opened at all
   */
  Opened open() throws IOException {
    try {
      return new Opened(openPerhapsAgain(), signals, removed, indices, marks, tally, null);
    } catch (SQLException e) {
      if (!Sqlite.isDamage(e)) {
        throw new IOException("history cannot be opened at " + file + ": " + e.getMessage(), e);
      }
      return openInstead(e);
    }
  }

  /** On a full disk not even the log beside the store can be made, without the reserve's room. */
  private Store openPerhapsAgain() throws SQLException, IOException {
    try {
      return openAsItIs();
    } catch (SQLException e) {
      Reserve reserve = new Reserve(file, new Cap(sizeLimit).reserve());
      if (Sqlite.isDamage(e) || !reserve.giveUp()) {
        throw e;
      }
      log.warn(
          "{} could not be opened ({}); its reserve on the disk was given up",
          file,
          e.getMessage());
      signals.clear();
      removed.clear();
      return openAsItIs();
    }
  }

  /**
   * Opens a store that was in use a moment ago and does not set it aside.
   *
   * @throws SQLException if it is damaged or cannot be read
   */
  Store reopen() throws SQLException, IOException {
    return openAsItIs();
  }

  /** What a store says of its signals. */
  record Known(
      List<Signal> signals, List<Integer> removed, int indices, Map<Integer, Mark> marks) {}

  /**
   * Reads what a store says, and changes nothing.
   *
   * @throws SQLException if it is damaged or cannot be read
   */
  Known look() throws SQLException, IOException {
    try (Connection connection = Sqlite.reader(file)) {
      checkVersion(connection);
      SQLException damage = load(connection);
      if (damage != null) {
        throw damage;
      }
      return new Known(signals, removed, indices, marks);
    }
  }

  private Opened openInstead(SQLException damage) throws IOException {
    Path aside = setAside(file, millis);
    log.warn(
        "{} is damaged ({}); it was set aside as {}, and a new one is started",
        file,
        damage.getMessage(),
        aside.getFileName());
    // Its chunks are out of reach now. Marks would hide readings that the journal still has.
    marks.clear();
    Tally lost = tally.plus(Tally.broken(tally.kept()));
    try {
      Store store = openAsItIs();
      fill(store, signals, removed, marks, lost);
      return new Opened(store, signals, removed, indices, marks, lost, aside);
    } catch (SQLException e) {
      throw new IOException("history cannot be started at " + file + ": " + e.getMessage(), e);
    }
  }

  /** Writes what a new store must know of the one before. */
  static void fill(
      Store store,
      List<Signal> signals,
      Iterable<Integer> removed,
      Map<Integer, Mark> marks,
      Tally tally)
      throws SQLException {
    store.begin();
    try {
      for (Signal signal : signals) {
        store.put(signal);
      }
      for (int index : removed) {
        store.put(new Signal(index, new SignalId("removed", "removed"), Kind.NUMBER, null, false));
        store.remove(index);
      }
      for (Map.Entry<Integer, Mark> mark : marks.entrySet()) {
        store.put(mark.getKey(), mark.getValue());
      }
      store.put(tally);
      store.commit();
    } catch (SQLException | RuntimeException e) {
      store.rollback();
      throw e;
    }
  }

  private Store openAsItIs() throws SQLException, IOException {
    long size = Files.exists(file) ? Files.size(file) : 0;
    Connection connection = Sqlite.writer(file);
    try {
      if (Sqlite.number(connection, "SELECT count(*) FROM sqlite_schema") == 0) {
        Schema.create(connection);
      }
      checkVersion(connection);
      SQLException damage = load(connection);
      boolean suspect = Files.exists(suspicion(file));
      if (damage == null && size > 0 && (suspect || size <= CHECKED_AT_START)) {
        String verdict = Sqlite.text(connection, "PRAGMA quick_check(1)");
        if (!verdict.equals("ok")) {
          damage = damage(verdict);
        }
      }
      if (damage != null) {
        throw damage;
      }
      Files.deleteIfExists(suspicion(file));
      long version = Sqlite.number(connection, "PRAGMA user_version");
      if (version < Schema.VERSION) {
        Schema.upgrade(connection);
        log.info("{} was of format {} and is of {} now", file, version, Schema.VERSION);
      }
      return new Store(file, connection, sizeLimit);
    } catch (SQLException | IOException e) {
      connection.close();
      throw e;
    }
  }

  private static SQLException damage(String what) {
    return new org.sqlite.SQLiteException(what, org.sqlite.SQLiteErrorCode.SQLITE_CORRUPT);
  }

  private void checkVersion(Connection connection) throws SQLException, IOException {
    long application = Sqlite.number(connection, "PRAGMA application_id");
    if (application != Schema.APPLICATION) {
      throw damage("it is a database of something else");
    }
    long version = Sqlite.number(connection, "PRAGMA user_version");
    if (version > Schema.VERSION) {
      throw new IOException(
          file
              + " was written by a newer Sluice (format "
              + version
              + ", this one knows "
              + Schema.VERSION
              + "): install the newer version again, or move the file away to start with an empty"
              + " history");
    }
  }

  private interface Loading {
    void row(ResultSet row) throws SQLException;
  }

  /**
   * Reads as much as can be read, each table for itself.
   *
   * @return what went wrong first, or null
   */
  private @Nullable SQLException load(Connection connection) {
    Map<String, Long> counts = new HashMap<>();
    SQLException signalsLost =
        load(
            connection,
            "SELECT id, device, name, kind, unit, simulated, removed FROM signal",
            this::loadSignal);
    SQLException countsLost =
        load(
            connection,
            "SELECT name, n FROM tally",
            row -> counts.put(row.getString(1), row.getLong(2)));
    SQLException marksLost =
        load(connection, "SELECT * FROM mark", row -> marks.put(row.getInt(1), mark(row)));
    tally =
        new Tally(
            counts.getOrDefault("kept", 0L),
            counts.getOrDefault("replaced", 0L),
            counts.getOrDefault("expired", 0L),
            counts.getOrDefault("damaged", 0L),
            counts.getOrDefault("expired-size", 0L),
            counts.getOrDefault("expired-removed", 0L));
    return signalsLost != null ? signalsLost : countsLost != null ? countsLost : marksLost;
  }

  private static @Nullable SQLException load(Connection connection, String sql, Loading loading) {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        loading.row(row);
      }
      return null;
    } catch (SQLException e) {
      return e;
    }
  }

  private void loadSignal(ResultSet row) throws SQLException {
    int index = row.getInt(1);
    indices = Math.max(indices, index + 1);
    if (row.getInt(7) != 0) {
      removed.add(index);
      return;
    }
    try {
      Kind kind = Kinds.of(row.getInt(4));
      SignalId id = new SignalId(row.getString(2), row.getString(3));
      signals.add(new Signal(index, id, kind, row.getString(5), row.getInt(6) != 0));
      kinds.put(index, kind);
    } catch (RuntimeException e) {
      throw damage("signal " + index + " makes no sense: " + e.getMessage());
    }
  }

  private Mark mark(ResultSet row) throws SQLException {
    return new Mark(row.getLong(2), row.getLong(3), row.getLong(4), newest(row));
  }

  private @Nullable Reading newest(ResultSet row) throws SQLException {
    long time = row.getLong(5);
    if (row.wasNull()) {
      return null;
    }
    int quality = row.getInt(8);
    double number = row.getDouble(9);
    boolean hasNumber = !row.wasNull();
    String text = row.getString(10);
    Value value =
        text != null
            ? new Value.Text(text)
            : hasNumber ? Words.value(kinds.get(row.getInt(1)), number) : null;
    return new Reading(
        row.getInt(1), value, Words.quality(quality), time, row.getLong(6), row.getLong(7));
  }

  /** If this file exists, the store is checked whole at the next start, however large it is. */
  static Path suspicion(Path file) {
    return file.resolveSibling(file.getFileName() + ".check");
  }

  static void suspect(Path file) {
    try {
      Files.write(suspicion(file), new byte[0]);
    } catch (IOException e) {
      log.warn("{} may be damaged and could not be marked for a check: {}", file, e.getMessage());
    }
  }

  /** Moves a damaged store out of the way, with what belongs to it. */
  static Path setAside(Path file, long millis) throws IOException {
    String name = file.getFileName() + ".damaged-" + millis;
    Path aside = file.resolveSibling(name);
    for (int again = 1; Files.exists(aside); again++) {
      aside = file.resolveSibling(name + "-" + again);
    }
    if (Files.exists(file)) {
      Files.move(file, aside);
    }
    for (String part : List.of("-wal", "-shm")) {
      Path beside = file.resolveSibling(file.getFileName() + part);
      if (Files.exists(beside)) {
        Files.move(beside, aside.resolveSibling(aside.getFileName() + part));
      }
    }
    return aside;
  }
}
