package dev.sluice.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The file operations of the journal; tests put one in its place that fails, tears and forgets. */
public interface Disk {

  /** Makes a folder and its parents; no matter if it exists. */
  void createFolders(Path folder) throws IOException;

  /** The files directly in a folder, in no order. */
  List<Path> list(Path folder) throws IOException;

  /** Opens a file for reading and writing, making it if there is none. */
  DiskFile open(Path file) throws IOException;

  /**
   * Opens a file that is only read.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  DiskFile openForReading(Path file) throws IOException;

  /** Renames within one file system, replacing what is there. Durable after {@link #syncFolder}. */
  void rename(Path from, Path to) throws IOException;

  void delete(Path file) throws IOException;

  /** Makes the folder's names durable. */
  void syncFolder(Path folder) throws IOException;
}
