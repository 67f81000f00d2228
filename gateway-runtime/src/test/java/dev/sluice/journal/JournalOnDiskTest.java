package dev.sluice.journal;

import dev.sluice.files.Disk;
import dev.sluice.files.RealDisk;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class JournalOnDiskTest extends JournalContract {

  @TempDir Path folder;

  @Override
  Disk disk() {
    return new RealDisk();
  }

  @Override
  Path folder() {
    return folder;
  }
}
