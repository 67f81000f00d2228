package dev.sluice.meters;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Counts what came in, what was journalled and what was lost, in readings. The two sides of the
 * balance are counted apart: what came in where it is taken in, what became of it where that is
 * known.
 *
 * <p>Safe from any thread.
 */
public final class Ledger {

  private long received;
  private long journalled;
  private long duplicates;
  private final Map<Cause, LedgerView.Loss> losses = new EnumMap<>(Cause.class);

  /** Readings came in. */
  public synchronized void received(long readings) {
    received += readings;
  }

  /** Readings are on flash. */
  public synchronized void journalled(long readings) {
    journalled += readings;
  }

  /** A resend was recognised: its readings did not come in a second time. */
  public synchronized void duplicate(long readings) {
    duplicates += readings;
  }

  /**
   * Readings that were counted as received are lost.
   *
   * @param now µs since 1970
   */
  public synchronized void lost(Cause cause, long readings, long now) {
    if (readings > 0) {
      losses.merge(
          cause,
          new LedgerView.Loss(cause, readings, now),
          (before, more) ->
              new LedgerView.Loss(cause, before.count() + more.count(), before.since()));
    }
  }

  /** Readings that came to the door and were not let in. */
  public synchronized void refused(Cause cause, long readings, long now) {
    received(readings);
    lost(cause, readings, now);
  }

  /** Replaces all counters; at start. */
  public synchronized void restore(
      long received, long journalled, long duplicates, List<LedgerView.Loss> losses) {
    this.received = received;
    this.journalled = journalled;
    this.duplicates = duplicates;
    this.losses.clear();
    losses.forEach(loss -> this.losses.put(loss.cause(), loss));
  }

  /** Different after every change. */
  public synchronized long version() {
    return received + journalled + duplicates + losses.size() + lostInAll();
  }

  private long lostInAll() {
    return losses.values().stream().mapToLong(LedgerView.Loss::count).sum();
  }

  /** The counters at one moment. */
  public synchronized LedgerView view(LedgerView.HistoryCounts history) {
    return new LedgerView(
        received, journalled, new ArrayList<>(losses.values()), history, duplicates);
  }
}
