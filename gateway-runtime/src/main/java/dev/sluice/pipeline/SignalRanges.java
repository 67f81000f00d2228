package dev.sluice.pipeline;

import dev.sluice.model.Signal;

/** Tells where a signal's values may lie; asked once for each signal. */
public interface SignalRanges {

  /**
   * Limits of a signal's values, infinite where nothing is configured.
   *
   * @param min a value below it is uncertain
   * @param max a value above it is uncertain
   */
  record Range(double min, double max) {
    /** No limits. */
    public static final Range ANY = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  Range of(Signal signal);
}
