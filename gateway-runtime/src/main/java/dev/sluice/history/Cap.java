package dev.sluice.history;

/**
 * How the disk space that history may take is shared out, so that the file, its write-ahead log and
 * the reserve together stay below it.
 *
 * @param size all of it, in bytes
 */
record Cap(long size) {

  private static final long MIB = 1L << 20;

  /** If so much is free within the file, it is not the file that is full. */
  static final long ROOM = 2 * MIB;

  /** What the log may take; one large transaction may make it longer for a while. */
  long log() {
    return Math.clamp(size / 16, MIB, 8 * MIB);
  }

  /** The log is written back into the file when it is so long. */
  long writeBack() {
    return log() / 2;
  }

  /** What is kept for the moment when the disk is full: room for the log. */
  long reserve() {
    return log();
  }

  /** While the disk has less than this left, the file does not grow. */
  long least() {
    return 2 * log();
  }

  /** The file never becomes larger. */
  long file() {
    return size - log() - reserve();
  }

  /** Above this retention makes room: the rest is for what is sealed meanwhile. */
  long used() {
    return file() - Math.max(file() / 32, MIB);
  }
}
