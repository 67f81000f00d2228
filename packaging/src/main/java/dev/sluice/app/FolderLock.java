package dev.sluice.app;

import dev.sluice.access.DataFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps a second gateway off a data folder; the system lets go of it however the process ends. */
record FolderLock(FileChannel channel, FileLock lock) implements AutoCloseable {

  /**
   * Takes the folder.
   *
   * @throws CommandFailed if another gateway has it
   */
  static FolderLock take(DataFolder folder) throws IOException, CommandFailed {
    Path file = folder.file("gateway.lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new CommandFailed(
          ExitCode.UNAVAILABLE,
          "another gateway runs on "
              + folder.path()
              + "; stop it, or give this one a folder of its own with --data");
    }
    return new FolderLock(channel, lock);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
