package dev.sluice.journal;

import dev.sluice.files.Disk;
import dev.sluice.files.MemoryDisk;
import java.nio.file.Path;

class JournalInMemoryTest extends JournalContract {

  private final MemoryDisk disk = new MemoryDisk();

  @Override
  Disk disk() {
    return disk;
  }

  @Override
  Path folder() {
    return Path.of("log");
  }
}
