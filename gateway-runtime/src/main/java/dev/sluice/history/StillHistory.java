package dev.sluice.history;

import dev.sluice.journal.Entry;
import dev.sluice.journal.JournalReader;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import dev.sluice.signals.SignalDirectory;
import dev.sluice.time.Restamp;
import dev.sluice.time.WallClock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The history of a gateway that does not run, only looked at: nothing is written, sealed or
 * expired. As {@link History} it is fed the journal again, and keeps in memory what is not in the
 * store. For one thread.
 */
public final class StillHistory implements JournalReader, Closeable {

  private final SignalDirectory directory;
  private final WallClock clock;
  private final Heads heads = new Heads();
  private final ReaderPool pool;
  private final Export export;

  private StillHistory(
      Path file, StoreOpening.Known known, SignalDirectory directory, WallClock clock) {
    this.directory = directory;
    this.clock = clock;
    heads.restore(known.signals(), known.removed(), known.marks());
    directory.reserve(known.indices());
    known.signals().forEach(directory::restore);
    pool = new ReaderPool(file, 1);
    export = new Export(pool, this::look, new Damage());
  }

  /**
   * Opens a store that nobody writes.
   *
   * @param directory gets all signals known
   * @throws IOException if there is none, a newer version wrote it, or it is damaged: then a start
   *     of the gateway saves what can be saved
   */
  public static StillHistory open(Path storeDb, SignalDirectory directory, WallClock clock)
      throws IOException {
    Path file = storeDb.toAbsolutePath();
    if (Files.notExists(file)) {
      throw new IOException("there is no history at " + file + ": name another data folder");
    }
    System.setProperty("org.sqlite.tmpdir", String.valueOf(file.getParent()));
    try {
      StoreOpening.Known known = new StoreOpening(file, 0, 0).look();
      return new StillHistory(file, known, directory, clock);
    } catch (SQLException e) {
      throw new IOException(
          "history cannot be read at "
              + file
              + " ("
              + e.getMessage()
              + "): start the gateway once, which saves what can be saved",
          e);
    }
  }

  @Override
  public void entry(Entry entry) {
    switch (entry) {
      case Entry.Arrived arrived -> arrived.readings().forEach(this::accept);
      case Entry.Defined defined -> heads.define(defined.signal(), defined.seq());
      case Entry.Removed removed -> heads.forget(removed.signal(), removed.seq());
      case Entry.Clock clock -> {
        // What is in the store already is corrected by the gateway's next start.
        if (clock.from() == clock.seq()) {
          heads.doubtFromHere();
        }
        Restamp restamp = clock.restamp();
        if (restamp != null) {
          heads.restamp(restamp);
        }
      }
      case Entry.Tally _, Entry.Booted _ -> {}
    }
  }

  private void accept(Reading reading) {
    Head head = heads.alive(reading.signal());
    if (head != null) {
      head.accept(reading, clock, false);
    }
  }

  @Override
  public long neededFrom() {
    return 0;
  }

  private List<Lookup.Seen> look(List<SignalId> signals, ReaderPool.Reader reader)
      throws SQLException {
    reader.begin();
    List<Lookup.Seen> seen = new ArrayList<>();
    for (SignalId id : signals) {
      Signal signal = directory.find(id);
      Head head = signal == null ? null : heads.alive(signal.index());
      if (signal != null && head != null) {
        seen.add(new Lookup.Seen(signal, head.glance()));
      }
    }
    return seen;
  }

  /** As {@link History#export}. */
  public void export(List<SignalId> signals, long from, long to, ReadingSink sink)
      throws Exception {
    for (SignalId id : signals) {
      export.run(id, from, to, sink);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
