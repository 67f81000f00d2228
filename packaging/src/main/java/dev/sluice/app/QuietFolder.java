package dev.sluice.app;

import dev.sluice.access.DataFolder;
import dev.sluice.gateway.Archive;
import dev.sluice.history.ReadingSink;
import dev.sluice.model.SignalId;
import dev.sluice.time.WallClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Readings straight from a data folder on which no gateway runs, nor can run meanwhile. */
final class QuietFolder implements ReadingSource {

  private final Archive archive;
  private final @Nullable FolderLock lock;

  private QuietFolder(Archive archive, @Nullable FolderLock lock) {
    this.archive = archive;
    this.lock = lock;
  }

  static QuietFolder open(Path data, WallClock clock) throws CommandFailed, IOException {
    if (!Files.isDirectory(data)) {
      throw new CommandFailed(
          ExitCode.UNAVAILABLE,
          data + " is not a data folder of Sluice; name the one of your gateway with --data");
    }
    // A copy on a medium that cannot be written needs no guard: no gateway can run on it.
    FolderLock lock = Files.isWritable(data) ? FolderLock.take(DataFolder.open(data)) : null;
    try {
      return new QuietFolder(Archive.open(data, clock), lock);
    } catch (IOException e) {
      if (lock != null) {
        lock.close();
      }
      throw new CommandFailed(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public List<SignalId> signals() {
    return archive.signals();
  }

  @Override
  public void export(SignalId signal, long from, long to, ReadingSink sink) throws Exception {
    archive.export(List.of(signal), from, to, sink);
  }

  @Override
  public void close() throws CommandFailed {
    archive.close();
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        throw new CommandFailed(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()));
      }
    }
  }
}
