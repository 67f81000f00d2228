package dev.sluice.history;

/** Where the readings are that have left memory; persisted with every change. */
record Tally(long kept, long replaced, long expired, long damaged) {

  static final Tally ZERO = new Tally(0, 0, 0, 0);

  Tally plus(Tally more) {
    return new Tally(
        kept + more.kept, replaced + more.replaced, expired + more.expired, damaged + more.damaged);
  }

  static Tally sealed(long kept, long replaced) {
    return new Tally(kept, replaced, 0, 0);
  }

  /** Chunks that retention drops. */
  static Tally dropped(long count) {
    return new Tally(-count, 0, count, 0);
  }

  /** Chunks that could not be read back. */
  static Tally broken(long count) {
    return new Tally(-count, 0, 0, count);
  }

  /** Unsealed readings of a signal that is forgotten. */
  static Tally forgotten(long count) {
    return new Tally(0, 0, count, 0);
  }
}
