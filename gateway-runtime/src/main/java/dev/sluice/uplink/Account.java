package dev.sluice.uplink;

import dev.sluice.state.UplinkState.Counts;

/** The counters of one uplink. Not safe for several threads. */
final class Account {

  private Counts counts;

  Account(Counts counts) {
    this.counts = counts;
  }

  Counts counts() {
    return counts;
  }

  /** Readings that the uplink is to have. */
  void journalled(long readings) {
    add(readings, 0, 0, 0, 0, 0);
  }

  /**
   * A run is dealt with.
   *
   * @param counted how many of its readings were still to be accounted for; the others were sent
   *     again, or are more than there can be, and are counted already
   * @param lost readings that are nowhere any more
   */
  void settled(Shipment.Run run, long counted, long lost) {
    long spare = run.readings() - counted;
    long acknowledged = run.acknowledged() - Math.min(spare, run.acknowledged());
    spare -= run.acknowledged() - acknowledged;
    long filtered = run.filtered() - Math.min(spare, run.filtered());
    spare -= run.filtered() - filtered;
    long removed = run.removed() - Math.min(spare, run.removed());
    spare -= run.removed() - removed;
    add(0, acknowledged, filtered, run.deadCounted() - spare, lost, removed);
  }

  /** Readings were handed to the uplink; some of them in vain. */
  void sent(int parcels, int failed) {
    counts =
        new Counts(
            counts.journalled(),
            counts.acknowledged(),
            counts.filtered(),
            counts.deadLettered(),
            counts.expired(),
            counts.removed(),
            counts.sent() + parcels,
            counts.retried() + failed);
  }

  private void add(
      long journalled, long acknowledged, long filtered, long dead, long lost, long removed) {
    counts =
        new Counts(
            counts.journalled() + journalled,
            counts.acknowledged() + acknowledged,
            counts.filtered() + filtered,
            counts.deadLettered() + dead,
            counts.expired() + lost,
            counts.removed() + removed,
            counts.sent(),
            counts.retried());
  }
}
