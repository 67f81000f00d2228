package dev.sluice.journal;

/**
 * One of those who read the journal in its order: history, the live table, the broker's state, the
 * ledger.
 *
 * <p>Gets every entry once it is durable, on the pipeline's thread, and all of them again at a
 * start: entries that it already keeps by itself it must then recognise by their seq.
 */
public interface JournalReader {

  /** An entry became durable, or is replayed at a start. Must be quick and must not throw. */
  void entry(Entry entry);

  /**
   * Entries below this seq can be dropped from the journal; {@link Long#MAX_VALUE} = all so far.
   */
  default long neededFrom() {
    return Long.MAX_VALUE;
  }
}
