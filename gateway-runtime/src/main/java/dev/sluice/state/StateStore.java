package dev.sluice.state;

import dev.sluice.access.DataFolder;
import dev.sluice.access.Secrets;
import dev.sluice.state.Audit.Act;
import dev.sluice.time.WallClock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The state in {@code state.db} of the data folder, one port for each kind. The gateway and
 * commands may have it open at the same time: each sees at once what the other has changed. Safe
 * from any thread. When the disk does not let it, the ports throw {@link StateFailure}.
 */
public final class StateStore implements Closeable {

  private static final Logger log = LoggerFactory.getLogger(StateStore.class);

  private static final String FILE = "state.db";
  private static final long MOST_ACTS = 50_000;

  /**
   * A file of this size is checked whole in some tens of ms; the check of a larger one can wait.
   */
  private static final long CHECKED_WHOLE = 32L * 1024 * 1024;

  private static final long ALONE_NANOS = 1_000_000_000;

  private final StoreLock lock;
  private final Database database;
  private final Accounts accounts;
  private final Tokens tokens;
  private final DeviceKeys deviceKeys;
  private final BrokerState brokerState;
  private final Audit audit;
  private final UplinkState uplinkState;
  private final GapBook gaps;
  private final @Nullable String trouble;

  private StateStore(
      StoreLock lock, Database database, RandomGenerator random, @Nullable String trouble) {
    Secrets secrets = new Secrets(random);
    this.lock = lock;
    this.database = database;
    this.accounts = new SqliteAccounts(database, secrets);
    this.tokens = new SqliteTokens(database, secrets);
    this.deviceKeys = new SqliteDeviceKeys(database, secrets);
    this.brokerState = new SqliteBrokerState(database);
    this.audit = new SqliteAudit(database, MOST_ACTS);
    this.uplinkState = new SqliteUplinkState(database, UplinkState.MOST_DEAD_LETTERS);
    this.gaps = new SqliteGapBook(database, GapBook.MOST);
    this.trouble = trouble;
  }

  /**
   * Opens the store, and makes folder and file if they are not there. A damaged file is set aside,
   * what can be read of it is taken over, and {@link #trouble} tells.
   *
   * @param random a {@link java.security.SecureRandom}, except in tests
   * @throws IOException if the folder cannot be written, the file was written by a newer version,
   *     or it is damaged while another process has it open; the message says what to do
   */
  public static StateStore open(Path dataFolder, WallClock clock, RandomGenerator random)
      throws IOException {
    DataFolder folder = DataFolder.open(dataFolder);
    StoreLock lock = new StoreLock(folder.file("state.lock"));
    try {
      return open(folder, lock, clock, random);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static StateStore open(
      DataFolder folder, StoreLock lock, WallClock clock, RandomGenerator random)
      throws IOException {
    // Twice, since another process that found the same damage may be setting the file aside.
    for (int round = 0; round < 2; round++) {
      lock.share();
      try {
        return new StateStore(lock, openHealthy(folder), random, null);
      } catch (SQLException e) {
        if (!isDamage(e)) {
          throw unusable(folder, e);
        }
        if (lock.alone(ALONE_NANOS)) {
          StateStore store = startAnew(folder, lock, clock, random, e);
          lock.share();
          return store;
        }
      }
    }
    throw new IOException(
        folder.path().resolve(FILE)
            + " is damaged and another process has it open: restart the gateway, which sets the"
            + " file aside, and try again");
  }

  private static Database openHealthy(DataFolder folder) throws IOException, SQLException {
    // Made here and not by SQLite, which then gives its side files the same owner and rights.
    Path file = folder.file(FILE);
    Database database = new Database(file);
    try {
      int version = database.look(Schema::versionOf);
      if (version > Schema.version()) {
        throw new IOException(
            ("%s was written by a newer version of Sluice (schema %d, this one knows %d):"
                    + " install that version again")
                .formatted(file, version, Schema.version()));
      }
      if (Files.size(file) <= CHECKED_WHOLE) {
        String verdict =
            database
                .look(on -> on.first("PRAGMA quick_check(1)", row -> row.getString(1)))
                .orElse("ok");
        if (!verdict.equals("ok")) {
          throw new SQLiteException(verdict, SQLiteErrorCode.SQLITE_CORRUPT);
        }
      }
      if (version < Schema.version()) {
        database.transaction(
            on -> {
              Schema.bringUp(on);
              return true;
            });
      }
      return database;
    } catch (IOException | SQLException | RuntimeException e) {
      closeQuietly(database);
      throw e;
    }
  }

  private static StateStore startAnew(
      DataFolder folder,
      StoreLock lock,
      WallClock clock,
      RandomGenerator random,
      SQLException damage)
      throws IOException {
    Path file = folder.path().resolve(FILE);
    Path aside = freeName(folder, clock.micros() / 1000);
    Files.move(file, aside);
    moveIfThere(Path.of(file + "-wal"), Path.of(aside + "-wal"));
    Files.deleteIfExists(Path.of(file + "-shm"));
    Database database;
    try {
      database = openHealthy(folder);
    } catch (SQLException e) {
      throw unusable(folder, e);
    }
    String trouble =
        ("%s was damaged (%s) and was set aside as %s; saved from it: %s."
                + " Check that accounts, tokens and devices are complete.")
            .formatted(
                FILE,
                OneLine.of(String.valueOf(damage.getMessage()), 200),
                aside.getFileName(),
                Salvage.copy(aside, database));
    log.warn("{}", trouble);
    StateStore store = new StateStore(lock, database, random, trouble);
    store.audit.record(new Act(clock.micros(), "gateway", "state-damaged", trouble));
    return store;
  }

  /** The people who may log in. */
  public Accounts accounts() {
    return accounts;
  }

  /** The tokens for scripts. */
  public Tokens tokens() {
    return tokens;
  }

  /** The credentials of MQTT devices. */
  public DeviceKeys deviceKeys() {
    return deviceKeys;
  }

  /** What the broker remembers over a restart. */
  public BrokerState brokerState() {
    return brokerState;
  }

  /** Who did what. */
  public Audit audit() {
    return audit;
  }

  /** How far each uplink is. */
  public UplinkState uplinkState() {
    return uplinkState;
  }

  /** Why nothing was heard for a while. */
  public GapBook gaps() {
    return gaps;
  }

  /** What was wrong with the file when it was opened, for people; empty if nothing was. */
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** Closes the file; whatever was committed is safe without it too. */
  @Override
  public void close() throws IOException {
    database.close();
    lock.close();
  }

  /** True if the file's content is bad, or cannot be read from the medium, for good. */
  private static boolean isDamage(SQLException e) {
    if (!(e instanceof SQLiteException failure)) {
      return false;
    }
    SQLiteErrorCode code = failure.getResultCode();
    int kind = code.code & 0xff;
    return kind == SQLiteErrorCode.SQLITE_CORRUPT.code
        || kind == SQLiteErrorCode.SQLITE_NOTADB.code
        || code == SQLiteErrorCode.SQLITE_IOERR_READ
        || code == SQLiteErrorCode.SQLITE_IOERR_SHORT_READ;
  }

  private static IOException unusable(DataFolder folder, SQLException e) {
    return new IOException(
        ("%s cannot be opened (%s): see that the disk is not full or read-only"
                + " and the file belongs to this user")
            .formatted(folder.path().resolve(FILE), e.getMessage()),
        e);
  }

  /** Where no file is yet: a clock that was never set may give the same time twice. */
  private static Path freeName(DataFolder folder, long millis) {
    long number = millis;
    Path free = folder.path().resolve(FILE + ".damaged-" + number);
    while (Files.exists(free, LinkOption.NOFOLLOW_LINKS)) {
      number++;
      free = folder.path().resolve(FILE + ".damaged-" + number);
    }
    return free;
  }

  private static void moveIfThere(Path from, Path to) throws IOException {
    if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
      Files.move(from, to);
    }
  }

  private static void closeQuietly(Database database) {
    try {
      database.close();
    } catch (StateFailure e) {
      // What was found before is the better message.
    }
  }
}
