package dev.sluice.meters;

import java.util.List;

/**
 * The account of every reading: {@code received = journalled + losses}, and {@code journalled =
 * unsealed + kept + replaced + expired + damaged}. Counted since the gateway was first started.
 *
 * @param received readings that came to the door
 * @param journalled readings that are on flash
 * @param losses by cause, only those that happened
 * @param history where the journalled readings are now
 * @param duplicates resends recognised and not stored again; not part of received
 */
public record LedgerView(
    long received, long journalled, List<Loss> losses, HistoryCounts history, long duplicates) {

  /**
   * What one cause has cost.
   *
   * @param since when the first one happened, µs since 1970
   */
  public record Loss(Cause cause, long count, long since) {}

  /**
   * Where the journalled readings are now.
   *
   * @param unsealed in the journal and in memory, not yet in a chunk
   * @param kept in chunks
   * @param replaced overwritten by a later reading with the same signal and time
   * @param expired dropped by retention or deleted with their signal
   * @param damaged in chunks that could not be read back
   */
  public record HistoryCounts(long unsealed, long kept, long replaced, long expired, long damaged) {

    /** No readings anywhere. */
    public static final HistoryCounts NONE = new HistoryCounts(0, 0, 0, 0, 0);

    public long total() {
      return unsealed + kept + replaced + expired + damaged;
    }
  }

  public long lost() {
    return losses.stream().mapToLong(Loss::count).sum();
  }

  /** True if both balances hold. */
  public boolean balanced() {
    return received == journalled + lost() && journalled == history.total();
  }
}
