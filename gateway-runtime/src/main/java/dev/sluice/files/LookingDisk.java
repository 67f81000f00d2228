package dev.sluice.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * A disk on which nothing is changed: what would be written, renamed or deleted stays as it is.
 *
 * @param disk the one that is read
 */
public record LookingDisk(Disk disk) implements Disk {

  @Override
  public void createFolders(Path folder) {
    // Nothing is made.
  }

  @Override
  public List<Path> list(Path folder) throws IOException {
    return disk.list(folder);
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    return openForReading(file);
  }

  @Override
  public DiskFile openForReading(Path file) throws IOException {
    return new LookingFile(disk.openForReading(file));
  }

  @Override
  public void rename(Path from, Path to) {
    // It keeps its name.
  }

  @Override
  public void delete(Path file) {
    // It stays.
  }

  @Override
  public void syncFolder(Path folder) {
    // Nothing in it has changed.
  }

  private record LookingFile(DiskFile file) implements DiskFile {

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void read(ByteBuffer into, long position) throws IOException {
      file.read(into, position);
    }

    @Override
    public void write(ByteBuffer from, long position) {
      from.position(from.limit());
    }

    @Override
    public void sync() {
      // Nothing in it has changed.
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
