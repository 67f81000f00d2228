package dev.sluice.state;

import java.io.Closeable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The file as two connections: one that writes, and one that reads, which never waits for a write
 * to reach the disk. Safe from any thread.
 */
final class Database implements Closeable {

  /** What to do with the file. */
  interface Work<T> {
    T on(Statements statements) throws SQLException;
  }

  private static final int BUSY_MILLIS = 5_000;
  private static final int SMALL_JOURNAL = 8 * 1024 * 1024;
  private static final long PAUSE_NANOS = 10_000_000;

  private final Connection writing;
  private final Connection reading;
  private final Statements writer;
  private final Statements reader;
  private final ReentrantLock writerTurn = new ReentrantLock();
  private final ReentrantLock readerTurn = new ReentrantLock();

  /** Opens the file; its schema is as it was. */
  Database(Path file) throws SQLException {
    this.writing = connect(file);
    try {
      execute(writing, "PRAGMA synchronous = FULL");
      useWriteAheadLog(writing);
      this.reading = connect(file);
      execute(reading, "PRAGMA query_only = ON");
    } catch (SQLException e) {
      writing.close();
      throw e;
    }
    this.writer = new Statements(writing);
    this.reader = new Statements(reading);
  }

  /** Looks something up; sees all that any process has committed. */
  <T> T read(Work<T> work) {
    readerTurn.lock();
    try {
      return work.on(reader);
    } catch (SQLException e) {
      throw failure("read", e);
    } finally {
      readerTurn.unlock();
    }
  }

  /** As {@link #read}, for the opening: the caller asks what kind of failure it is. */
  <T> T look(Work<T> work) throws SQLException {
    return work.on(reader);
  }

  /** Looks several things up at the same moment. */
  <T> T snapshot(Work<T> work) {
    readerTurn.lock();
    try {
      execute(reading, "BEGIN");
      try {
        return work.on(reader);
      } finally {
        execute(reading, "COMMIT");
      }
    } catch (SQLException e) {
      throw failure("read", e);
    } finally {
      readerTurn.unlock();
    }
  }

  /** Changes something: all of it, on the disk when this returns, or nothing. */
  <T> T write(Work<T> work) {
    writerTurn.lock();
    try {
      return transaction(work);
    } catch (SQLException e) {
      throw failure("written", e);
    } finally {
      writerTurn.unlock();
    }
  }

  /** As {@link #write}, for the opening. */
  <T> T transaction(Work<T> work) throws SQLException {
    execute(writing, "BEGIN IMMEDIATE");
    boolean done = false;
    try {
      T result = work.on(writer);
      execute(writing, "COMMIT");
      done = true;
      return result;
    } finally {
      if (!done) {
        rollBack();
      }
    }
  }

  @Override
  public void close() {
    readerTurn.lock();
    writerTurn.lock();
    try {
      reading.close();
      writing.close();
    } catch (SQLException e) {
      throw failure("closed", e);
    } finally {
      writerTurn.unlock();
      readerTurn.unlock();
    }
  }

  private void rollBack() {
    try {
      execute(writing, "ROLLBACK");
    } catch (SQLException e) {
      // SQLite has rolled back by itself; what failed before is the better message.
    }
  }

  static StateFailure failure(String what, SQLException e) {
    return new StateFailure("state.db could not be " + what + ": " + e.getMessage(), e);
  }

  private static Connection connect(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.enforceForeignKeys(true);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    config.setJournalSizeLimit(SMALL_JOURNAL);
    return config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Two processes that turn a new file over at the same moment are not queued by SQLite. */
  private static void useWriteAheadLog(Connection connection) throws SQLException {
    for (long waited = 0; ; waited += PAUSE_NANOS) {
      try {
        execute(connection, "PRAGMA journal_mode = WAL");
        return;
      } catch (SQLiteException e) {
        boolean busy = (e.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_BUSY.code;
        if (!busy || waited >= BUSY_MILLIS * 1_000_000L) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
