package dev.sluice.history;

import dev.sluice.meters.LedgerView.HistoryCounts;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts every reading in exactly one place: what leaves memory and where it goes change together.
 */
final class Balance {

  // Written by the pipeline thread alone.
  private final AtomicLong accepted = new AtomicLong();
  private long taken;
  private Tally tally;

  Balance(Tally tally) {
    this.tally = tally;
  }

  /** One reading more in memory. Pipeline thread only. */
  void accept() {
    accepted.lazySet(accepted.getPlain() + 1);
  }

  synchronized Tally tally() {
    return tally;
  }

  /** So many readings have left memory, and so the places changed. */
  synchronized void settle(long left, Tally change) {
    taken += left;
    tally = tally.plus(change);
  }

  /**
   * Takes up what is missing to a total as damaged, or gives back what is too much of it; persisted
   * with the next change.
   *
   * @return how many were missing; negative if there were too many
   */
  synchronized long reconcile(long total) {
    long missing = total - counts().total();
    long damaged = Math.max(0, tally.damaged() + missing);
    tally = tally.plus(new Tally(0, 0, 0, damaged - tally.damaged(), 0, 0));
    return missing;
  }

  synchronized HistoryCounts counts() {
    return new HistoryCounts(
        accepted.get() - taken, tally.kept(), tally.replaced(), tally.expired(), tally.damaged());
  }
}
