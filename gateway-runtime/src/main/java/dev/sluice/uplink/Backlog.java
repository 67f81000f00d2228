package dev.sluice.uplink;

import dev.sluice.journal.Entry;
import java.io.IOException;
import java.util.List;

/** The journal as the backfill lane reads it, at its own pace. Used by one thread. */
public interface Backlog {

  /** What one read found. */
  sealed interface Found {

    /**
     * Entries in order.
     *
     * @param entries the first may begin before the seq asked for
     * @param below everything below this seq is in them; above the seq asked for
     */
    record Entries(List<Entry> entries, long below) implements Found {}

    /**
     * The journal has not got these, from the seq asked for on; history may have them.
     *
     * @param below the seq behind them
     */
    record Gone(long below) implements Found {}
  }

  /**
   * Reads from a seq on.
   *
   * @param below entries from this seq on are not needed
   * @param bytes about so many at a time; one entry in any case
   * @throws IOException if a file cannot be read now; it is tried again
   */
  Found read(long from, long below, int bytes) throws IOException;
}
