package dev.sluice.state;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether other processes have the state store open: each holds a share of the lock, and only
 * who is alone may set the file aside under the others' feet. Stores within one process do not lock
 * each other out.
 */
final class StoreLock implements Closeable {

  private static final long PAUSE_NANOS = 10_000_000;

  private final FileChannel channel;
  private @Nullable FileLock held;

  StoreLock(Path file) throws IOException {
    this.channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Takes a share; waits while another process is alone. */
  void share() throws IOException {
    release();
    try {
      held = channel.lock(0, Long.MAX_VALUE, true);
    } catch (OverlappingFileLockException e) {
      // Another store of this process has a share, which counts for the process.
    }
  }

  /** Tries for so long to be the only one; false if others keep their share, and none is held. */
  boolean alone(long nanos) throws IOException {
    release();
    for (long waited = 0; waited < nanos; waited += PAUSE_NANOS) {
      try {
        held = channel.tryLock();
      } catch (OverlappingFileLockException e) {
        return false;
      }
      if (held != null) {
        return true;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void release() throws IOException {
    if (held != null) {
      held.release();
      held = null;
    }
  }
}
