package dev.sluice.uplink;

/**
 * The two ways to a destination. Within a lane the order of each signal's readings is kept; the
 * live lane never waits for the other.
 */
public enum Lane {
  /** Readings as they come. */
  LIVE,
  /** Readings that could not be sent when they came. */
  BACKFILL
}
