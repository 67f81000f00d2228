package dev.sluice.history;

import dev.sluice.config.HistorySection;
import dev.sluice.time.CautiousTime;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;

/**
 * Decides which chunks go: those of forgotten signals, too old ones, and the oldest if too many.
 */
final class Expiry {

  /** Chunks in one transaction. */
  static final int BATCH = 64;

  private final long ageLimit;
  private final long sizeLimit;
  private final CautiousTime time;
  private final Queue<Integer> forgotten = new ArrayDeque<>();

  Expiry(HistorySection.Retention retention, CautiousTime time) {
    this.ageLimit = retention.age().toSeconds() * 1_000_000;
    this.sizeLimit = retention.size().bytes();
    this.time = time;
  }

  /** Whatever chunks the signal has go first. */
  void forget(int signal) {
    forgotten.add(signal);
  }

  /** The time by which readings are too old, µs since 1970; empty while nobody knows it. */
  OptionalLong now() {
    return time.micros();
  }

  /** The next chunks to drop, empty when all is as it should be. */
  List<ChunkTable.Found> next(Store store) throws SQLException {
    ChunkTable table = store.opener().table();
    while (true) {
      Integer signal = forgotten.peek();
      if (signal == null) {
        break;
      }
      List<ChunkTable.Found> theirs = table.ofSignal(signal, BATCH);
      if (!theirs.isEmpty()) {
        return theirs;
      }
      forgotten.remove();
    }
    // A clock that may be wrong must not empty the history; nor can readings from the future.
    OptionalLong now = time.micros();
    if (now.isPresent()) {
      List<ChunkTable.Found> old = table.oldest(now.getAsLong() - ageLimit, BATCH);
      if (!old.isEmpty()) {
        return old;
      }
    }
    if (store.usedBytes() > sizeLimit) {
      return table.oldest(Long.MAX_VALUE, BATCH);
    }
    return List.of();
  }
}
