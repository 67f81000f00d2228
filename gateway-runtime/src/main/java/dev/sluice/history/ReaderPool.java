package dev.sluice.history;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A few read-only connections for queries; whoever comes when all are lent waits. */
final class ReaderPool implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ReaderPool.class);

  /** One connection with its statements; use it within one transaction, then give it back. */
  final class Reader implements AutoCloseable {
    private final Connection connection;
    private final ChunkOpener opener;

    private boolean kept;

    private Reader() throws SQLException {
      connection = Sqlite.reader(file);
      opener = new ChunkOpener(connection);
    }

    ChunkOpener opener() {
      return opener;
    }

    ChunkTable table() {
      return opener.table();
    }

    RollupTable rollups() {
      return opener.rollups();
    }

    /** What is read from now on is of one moment. */
    void begin() throws SQLException {
      Sqlite.run(connection, "BEGIN");
      // The moment is that of the first read, not of BEGIN.
      Sqlite.number(connection, "SELECT count(*) FROM tally");
    }

    /** All went well with it: it may be used again. One that failed may have lost statements. */
    void keep() {
      kept = true;
    }

    /** Gives it back. */
    @Override
    public void close() {
      giveBack(this);
    }

    private void end() throws SQLException {
      opener.close();
      connection.close();
    }
  }

  private final Path file;
  private final int most;
  private final Deque<Reader> idle = new ArrayDeque<>();
  private int lent;
  private boolean paused;
  private boolean closed;

  ReaderPool(Path file, int most) {
    this.file = file;
    this.most = most;
  }

  /**
   * Borrows a reader.
   *
   * @throws IllegalStateException if history is closed
   */
  Reader take() throws SQLException, InterruptedException {
    synchronized (this) {
      while (!closed && (paused || lent >= most)) {
        wait();
      }
      if (closed) {
        throw new IllegalStateException("history is closed");
      }
      lent++;
      Reader reader = idle.poll();
      if (reader != null) {
        return reader;
      }
    }
    try {
      return new Reader();
    } catch (SQLException e) {
      returned();
      throw e;
    }
  }

  private synchronized void returned() {
    lent--;
    notifyAll();
  }

  private void giveBack(Reader reader) {
    boolean good = reader.kept;
    reader.kept = false;
    try {
      Sqlite.run(reader.connection, "COMMIT");
    } catch (SQLException e) {
      good = false;
    }
    synchronized (this) {
      if (good && !closed && !paused) {
        idle.push(reader);
      } else {
        end(reader);
      }
      returned();
    }
  }

  private static void end(Reader reader) {
    try {
      reader.end();
    } catch (SQLException e) {
      log.debug("a reader did not close cleanly", e);
    }
  }

  /** Waits for queries under way, closes all connections, and lets nobody in until resumed. */
  synchronized void pause() {
    paused = true;
    drain();
  }

  /** Lets queries in again. */
  synchronized void resume() {
    paused = false;
    notifyAll();
  }

  /** Waits for queries under way, then closes all. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
    drain();
  }

  private synchronized void drain() {
    boolean interrupted = false;
    while (lent > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    idle.forEach(ReaderPool::end);
    idle.clear();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
