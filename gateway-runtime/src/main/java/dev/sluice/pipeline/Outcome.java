package dev.sluice.pipeline;

/** What became of an arrival. */
public enum Outcome {
  /** Its record is on flash. */
  STORED,
  /** A resend of one of the client's last publishes: already on flash, not stored again. */
  DUPLICATE,
  /** The commit failed: nothing of it may be acknowledged. */
  FAILED
}
