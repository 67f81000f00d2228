package dev.sluice.history;

/** Why readings are no longer kept. */
public enum ExpiryCause {
  /** They were older than they are to be kept. */
  AGE,
  /** The store was full, and they were the oldest. */
  SIZE,
  /** Their signal was deleted. */
  REMOVED
}
