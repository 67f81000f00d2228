package dev.sluice.uplink;

import dev.sluice.history.Unsent;
import java.io.IOException;

/** History as the backfill lane reads it, for seqs that the journal no longer has. */
public interface Archive {

  /**
   * The next readings that may be among the seqs [from, below), signal by signal, each in the order
   * of time; some that are not among them too.
   *
   * @param signal the index of the signal to go on with
   * @param time from this time of that signal on, µs since 1970
   * @throws IOException if history cannot be read now; it is tried again
   */
  Unsent.Page page(long from, long below, int signal, long time)
      throws IOException, InterruptedException;
}
