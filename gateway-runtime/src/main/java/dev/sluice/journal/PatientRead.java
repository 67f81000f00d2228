package dev.sluice.journal;

import dev.sluice.files.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a file of which the disk does not give every page. Those it does not give are zeros, so
 * that their records do not count: a bad place costs nothing else.
 */
final class PatientRead {

  private static final Logger log = LoggerFactory.getLogger(PatientRead.class);

  private static final int PAGE = 4096;

  private PatientRead() {}

  /**
   * Reads until the buffer is full or the file ends.
   *
   * @throws IOException if neither a page of it nor the head of the file can be read: that is no
   *     bad place but a disk that is gone
   */
  static void read(DiskFile file, ByteBuffer into, int position) throws IOException {
    if (!allThatCanBe(file, into, position)) {
      file.read(ByteBuffer.allocate(Segment.HEADER), 0);
    }
  }

  /** The same, content with nothing but zeros; false if it got nothing else. */
  static boolean allThatCanBe(DiskFile file, ByteBuffer into, int position) throws IOException {
    int start = into.position();
    try {
      file.read(into, position);
      return true;
    } catch (IOException e) {
      log.warn("journal: a segment cannot be read as a whole, but page by page: {}", e.toString());
    }
    into.position(start);
    int length = (int) Math.min(into.remaining(), Math.max(0, file.size() - position));
    boolean any = length == 0;
    for (int done = 0; done < length; ) {
      int part = Math.min(PAGE - (position + done) % PAGE, length - done);
      any |= readOrClear(file, into.slice(start + done, part), position + done);
      done += part;
    }
    into.position(start + length);
    return any;
  }

  private static boolean readOrClear(DiskFile file, ByteBuffer page, int position) {
    try {
      file.read(page, position);
      return true;
    } catch (IOException e) {
      page.clear().put(new byte[page.capacity()]);
      return false;
    }
  }
}
