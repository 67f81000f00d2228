package dev.sluice.app;

import dev.sluice.access.DataFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second gateway off a data folder; the system lets go of it however the process ends. The
 * file says which process has it.
 */
record FolderLock(FileChannel channel, FileLock lock) implements AutoCloseable {

  private static final String NAME = "gateway.lock";

  /** Whoever only looks has the lock for a moment, too. */
  private static final int TRIES = 5;

  private static final long PAUSE_NANOS = 40_000_000;

  /**
   * Takes the folder.
   *
   * @throws CommandFailed if another gateway has it
   */
  static FolderLock take(DataFolder folder) throws IOException, CommandFailed {
    FileChannel channel =
        FileChannel.open(folder.file(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock lock = tryLock(channel);
    for (int i = 1; lock == null && i < TRIES; i++) {
      LockSupport.parkNanos(PAUSE_NANOS);
      lock = tryLock(channel);
    }
    if (lock == null) {
      channel.close();
      throw new CommandFailed(
          ExitCode.UNAVAILABLE,
          "another gateway runs on "
              + folder.path()
              + "; stop it, or give this one a folder of its own with --data");
    }
    String process = ProcessHandle.current().pid() + "\n";
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(process.getBytes(StandardCharsets.US_ASCII)), 0);
    return new FolderLock(channel, lock);
  }

  /**
   * The process whose gateway runs on a folder, or empty if none does.
   *
   * @throws IOException if this user may not look
   */
  static Optional<String> holder(Path data) throws IOException {
    Path file = data.resolve(NAME);
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return tryLock(channel) == null
          ? Optional.of(Files.readString(file).strip())
          : Optional.empty();
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
