package dev.sluice.history;

/** A chunk cannot be read back as it was written. */
final class DamagedChunkException extends RuntimeException {

  DamagedChunkException(String what) {
    super("the chunk is damaged: " + what);
  }

  DamagedChunkException(String what, Throwable cause) {
    super("the chunk is damaged: " + what, cause);
  }
}
