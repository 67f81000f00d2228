package dev.sluice.gateway;

import dev.sluice.files.LookingDisk;
import dev.sluice.files.RealDisk;
import dev.sluice.history.ReadingSink;
import dev.sluice.history.StillHistory;
import dev.sluice.journal.Journal;
import dev.sluice.journal.Spares;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import dev.sluice.signals.DirectoryReader;
import dev.sluice.signals.SignalDirectory;
import dev.sluice.time.WallClock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The readings in a data folder on which no gateway runs: store and journal together, and nothing
 * is changed. Whoever opens it keeps gateways off the folder.
 */
public final class Archive implements Closeable {

  private final SignalDirectory directory;
  private final StillHistory history;
  private final Journal.Replayed replayed;

  private Archive(SignalDirectory directory, StillHistory history, Journal.Replayed replayed) {
    this.directory = directory;
    this.history = history;
    this.replayed = replayed;
  }

  /**
   * Opens a folder.
   *
   * @param data the data folder
   * @throws IOException if there is no history in it, or it cannot be read; the message says what
   *     helps
   */
  public static Archive open(Path data, WallClock clock) throws IOException {
    SignalDirectory directory = new SignalDirectory(Integer.MAX_VALUE);
    StillHistory history = StillHistory.open(data.resolve("store.db"), directory, clock);
    try {
      return new Archive(directory, history, replay(data.resolve("log"), directory, history));
    } catch (IOException | RuntimeException e) {
      history.close();
      throw e;
    }
  }

  private static Journal.Replayed replay(
      Path folder, SignalDirectory directory, StillHistory history) throws IOException {
    if (Files.notExists(folder)) {
      return new Journal.Replayed(0, 0, 0);
    }
    LookingDisk disk = new LookingDisk(new RealDisk());
    DirectoryReader signals = new DirectoryReader(directory);
    try (Journal journal = new Journal(disk, folder, new Spares(disk, folder, task -> {}))) {
      return journal.replay(
          entry -> {
            signals.entry(entry);
            history.entry(entry);
          });
    }
  }

  /** How many readings of the journal could not be read back, at most. */
  public long lost() {
    return replayed.lost();
  }

  /** All signals, by their ids. */
  public List<SignalId> signals() {
    return directory.stream().map(Signal::id).sorted().toList();
  }

  /** As {@link GatewayView#export}. */
  public void export(List<SignalId> signals, long from, long to, ReadingSink sink)
      throws Exception {
    history.export(signals, from, to, sink);
  }

  @Override
  public void close() {
    history.close();
  }
}
