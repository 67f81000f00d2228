package dev.sluice.meters;

import org.jspecify.annotations.Nullable;

/**
 * Why a reading was lost. The words are stable: they stand in the API, in metrics and in the
 * console.
 */
public enum Cause {
  /** No room at the door: QoS 0 dropped, QoS 1 and 2 refused. */
  INTAKE_FULL(
      "intake-full",
      "The gateway could not keep up: a publish was dropped (QoS 0) or refused, or a poll skipped."),
  /** The payload could not be decoded. */
  MALFORMED("malformed", "The payload could not be decoded; a sample is kept with the client."),
  /** The cap on signals was reached. */
  SIGNAL_CAP(
      "signal-cap",
      "The cap on signals (mqtt.limits.signals) was reached; values of new signals are not kept."),
  /** The disk is full or read-only: seen live, not stored. */
  NOT_STORED(
      "not-stored", "The disk is full or read-only; the value was shown live but not stored."),
  /** The disk is full or read-only: refused, the sender keeps it. */
  DISK_REFUSED(
      "disk-refused",
      "The disk is full or read-only; the publish was refused and never acknowledged."),
  /** A commit failed: the sender was disconnected without an acknowledgement. */
  COMMIT_FAILED("commit-failed", "A write to the journal failed; the sender was not acknowledged."),
  /** Records of the journal that could not be read back. */
  DAMAGED("journal-damaged", "A damaged part of the journal was set aside at start.");

  private final String word;
  private final String explanation;

  Cause(String word, String explanation) {
    this.word = word;
    this.explanation = explanation;
  }

  /** The stable word. */
  public String word() {
    return word;
  }

  /** The cause with this word, or null if a newer version wrote it. */
  public static @Nullable Cause ofWord(String word) {
    for (Cause cause : values()) {
      if (cause.word.equals(word)) {
        return cause;
      }
    }
    return null;
  }

  /** One sentence for people. */
  public String explanation() {
    return explanation;
  }
}
