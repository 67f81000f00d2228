package dev.sluice.history;

/**
 * Where the readings are that have left memory; persisted with every change.
 *
 * @param expiredSize those of the expired that went because the store was full
 * @param expiredRemoved those that went with their signal
 */
record Tally(
    long kept, long replaced, long expired, long damaged, long expiredSize, long expiredRemoved) {

  static final Tally ZERO = new Tally(0, 0, 0, 0, 0, 0);

  Tally plus(Tally more) {
    return new Tally(
        kept + more.kept,
        replaced + more.replaced,
        expired + more.expired,
        damaged + more.damaged,
        expiredSize + more.expiredSize,
        expiredRemoved + more.expiredRemoved);
  }

  static Tally sealed(long kept, long replaced) {
    return new Tally(kept, replaced, 0, 0, 0, 0);
  }

  /** Chunks that retention drops. */
  static Tally dropped(long count, ExpiryCause cause) {
    return expired(count, count, cause);
  }

  /** Chunks that could not be read back. */
  static Tally broken(long count) {
    return new Tally(-count, 0, 0, count, 0, 0);
  }

  /** Unsealed readings of a signal that is forgotten. */
  static Tally forgotten(long count) {
    return expired(0, count, ExpiryCause.REMOVED);
  }

  private static Tally expired(long kept, long count, ExpiryCause cause) {
    return new Tally(
        -kept,
        0,
        count,
        0,
        cause == ExpiryCause.SIZE ? count : 0,
        cause == ExpiryCause.REMOVED ? count : 0);
  }
}
