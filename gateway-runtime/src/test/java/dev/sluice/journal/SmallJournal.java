package dev.sluice.journal;

import dev.sluice.files.Disk;
import java.io.IOException;
import java.nio.file.Path;

/** A journal with segments of 32 KiB, for tests in which they are to be given back soon. */
public final class SmallJournal {

  private static final int SEGMENT = 32 << 10;

  private SmallJournal() {}

  /** An empty one, ready to be written. */
  public static Journal open(Disk disk, Path folder) throws IOException {
    Journal journal = new Journal(disk, folder, new Spares(disk, folder, Runnable::run, SEGMENT));
    journal.replay(entry -> {});
    return journal;
  }
}
