package dev.sluice.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One open file. Not safe for use by several threads at a time. */
public interface DiskFile extends Closeable {

  long size() throws IOException;

  /** Reads until the buffer is full or the file ends. */
  void read(ByteBuffer into, long position) throws IOException;

  /** Writes all that remains in the buffer. */
  void write(ByteBuffer from, long position) throws IOException;

  /**
   * Makes all writes durable, without metadata where the file system can (fdatasync).
   *
   * <p>After a failure nothing is known about earlier writes: the system may have dropped them and
   * report success next time. Never repeat it on the same file.
   */
  void sync() throws IOException;
}
