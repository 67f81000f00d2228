package dev.sluice.journal;

import dev.sluice.files.Disk;
import dev.sluice.files.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** One file of the journal while records are added to it; its bytes are described in FORMAT.md. */
final class Segment implements Closeable {

  /** Bytes in a segment file, all of them written once before the first use. */
  static final int SIZE = 4 << 20;

  /** Bytes before the first record. */
  static final int HEADER = 32;

  /** Bytes of a record before its content. */
  static final int RECORD_HEADER = 16;

  /** "SLUICEJ2", read as a little-endian long. */
  static final long MAGIC = 0x324A454349554C53L;

  private final long number;
  private final DiskFile file;
  private final int size;
  private int position = HEADER;

  private Segment(long number, DiskFile file, int size) {
    this.number = number;
    this.file = file;
    this.size = size;
  }

  /**
   * Turns a zero-filled or recycled file into segment {@code number} and makes its header durable.
   */
  static Segment begin(Disk disk, Path path, int size, long number, long firstSeq)
      throws IOException {
    DiskFile file = disk.open(path);
    try {
      file.write(header(number, firstSeq), 0);
      file.sync();
      return new Segment(number, file, size);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** Fills a file with zeros, durably, so that later writes change no metadata. */
  static void zero(Disk disk, Path path, int size) throws IOException {
    try (DiskFile file = disk.open(path)) {
      ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(size, 1 << 18));
      for (int at = 0; at < size; at += zeros.capacity()) {
        zeros.clear().limit(Math.min(zeros.capacity(), size - at));
        file.write(zeros, at);
      }
      file.sync();
    }
  }

  static ByteBuffer header(long number, long firstSeq) {
    ByteBuffer header = ByteBuffer.allocateDirect(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(MAGIC).putLong(number).putLong(firstSeq);
    header.putInt(checksum(number, header.slice(0, 24)));
    return header.clear();
  }

  /**
   * A checksum that holds for this segment only: a record left over from the file's former life
   * never matches.
   */
  static int checksum(long number, ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue() ^ (int) (number * 0x9E3779B1L);
  }

  long number() {
    return number;
  }

  /** Bytes still free. */
  int room() {
    return size - position;
  }

  /** Writes whole records behind the last ones; durable only after {@link #sync}. */
  void write(ByteBuffer records) throws IOException {
    int length = records.remaining();
    file.write(records, position);
    position += length;
  }

  void sync() throws IOException {
    file.sync();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
