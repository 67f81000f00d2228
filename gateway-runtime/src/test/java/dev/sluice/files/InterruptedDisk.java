package dev.sluice.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** A disk on which something else happens before and after each step of whoever only reads. */
public final class InterruptedDisk implements Disk {

  private final Disk disk;
  private Runnable between = () -> {};
  private boolean busy;

  public InterruptedDisk(Disk disk) {
    this.disk = disk;
  }

  /** What happens; may use this disk. */
  public void between(Runnable between) {
    this.between = between;
  }

  private void interrupt() {
    if (!busy) {
      busy = true;
      try {
        between.run();
      } finally {
        busy = false;
      }
    }
  }

  @Override
  public void createFolders(Path folder) throws IOException {
    disk.createFolders(folder);
  }

  @Override
  public List<Path> list(Path folder) throws IOException {
    return disk.list(folder);
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    return disk.open(file);
  }

  @Override
  public DiskFile openForReading(Path file) throws IOException {
    interrupt();
    DiskFile opened = disk.openForReading(file);
    interrupt();
    return new DiskFile() {
      @Override
      public long size() throws IOException {
        return opened.size();
      }

      @Override
      public void read(ByteBuffer into, long position) throws IOException {
        interrupt();
        opened.read(into, position);
        interrupt();
      }

      @Override
      public void write(ByteBuffer from, long position) {
        throw new IllegalStateException("opened for reading: " + file);
      }

      @Override
      public void sync() {
        throw new IllegalStateException("opened for reading: " + file);
      }

      @Override
      public void close() throws IOException {
        opened.close();
      }
    };
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void delete(Path file) throws IOException {
    disk.delete(file);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    disk.syncFolder(folder);
  }
}
