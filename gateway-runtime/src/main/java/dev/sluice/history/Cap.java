package dev.sluice.history;

/**
 * How the disk space that history may take is shared out, so that the file and its write-ahead log
 * together stay below it.
 *
 * @param size all of it, in bytes
 */
record Cap(long size) {

  private static final long MIB = 1L << 20;

  /** What the log may take; one large transaction may make it longer for a while. */
  long log() {
    return Math.clamp(size / 16, MIB, 8 * MIB);
  }

  /** The log is written back into the file when it is so long. */
  long writeBack() {
    return log() / 2;
  }

  /** The file never becomes larger. */
  long file() {
    return size - log();
  }

  /** Above this retention makes room: the rest is for what is sealed meanwhile. */
  long used() {
    return file() - Math.max(file() / 32, MIB);
  }
}
