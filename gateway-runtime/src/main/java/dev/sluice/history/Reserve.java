package dev.sluice.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A little room on the disk that is given up when it is full: to delete something, the store must
 * first write that down.
 */
final class Reserve {

  private static final Logger log = LoggerFactory.getLogger(Reserve.class);

  /** So many times its size must be free before it is taken again. */
  private static final int PLENTY = 4;

  private final Path file;
  private final long size;

  /** The reserve beside a store. */
  Reserve(Path store, long size) {
    this.file = store.resolveSibling(store.getFileName() + ".reserve");
    this.size = size;
  }

  /** Bytes that the disk has left; very many if it does not say. */
  long usable() {
    try {
      return Files.getFileStore(file.getParent()).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Takes the room if there is plenty. */
  void keep() {
    try {
      boolean there = Files.exists(file);
      if ((there && Files.size(file) == size) || usable() < PLENTY * size) {
        return;
      }
      fill();
    } catch (IOException e) {
      log.debug("no reserve could be kept; it is given up: {}", giveUp(), e);
    }
  }

  private void fill() throws IOException {
    ByteBuffer zeros = ByteBuffer.allocate(64 << 10);
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      for (long left = size; left > 0; left -= zeros.limit()) {
        zeros.clear().limit((int) Math.min(left, zeros.capacity()));
        while (zeros.hasRemaining()) {
          out.write(zeros);
        }
      }
    }
  }

  /** Gives the room away; false if there was none. */
  boolean giveUp() {
    try {
      return Files.deleteIfExists(file);
    } catch (IOException e) {
      log.debug("the reserve could not be given up", e);
      return false;
    }
  }
}
