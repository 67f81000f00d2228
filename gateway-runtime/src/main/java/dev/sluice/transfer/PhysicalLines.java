package dev.sluice.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The lines of a stream as they stand there, split at \n only, in bounded memory. */
final class PhysicalLines {

  private static final int BUFFER = 64 * 1024;

  /**
   * A line.
   *
   * @param number from 1 up
   * @param text without its \n; null if it is too long or not UTF-8, then {@code fault} says so
   */
  record Line(long number, @Nullable String text, String fault) {}

  private final InputStream in;
  private final int longest;
  private final byte[] buffer = new byte[BUFFER];
  private final Deque<Line> given = new ArrayDeque<>();
  private byte[] line = new byte[1024];
  private int length;
  private int at;
  private int end;
  private long number;

  /**
   * @param longest the most bytes of a line; of a longer one nothing is kept
   */
  PhysicalLines(InputStream in, int longest) {
    this.in = in;
    this.longest = longest;
  }

  /** The next line, null at the end. */
  @Nullable Line next() throws IOException {
    Line back = given.poll();
    return back != null ? back : read();
  }

  /** Gives a line back, in front of all others. */
  void giveBack(Line one) {
    given.push(one);
  }

  private @Nullable Line read() throws IOException {
    length = 0;
    boolean any = false;
    boolean tooLong = false;
    while (true) {
      if (at == end) {
        end = Math.max(0, in.read(buffer));
        at = 0;
        if (end == 0) {
          return any ? line(tooLong) : null;
        }
      }
      any = true;
      int stop = at;
      while (stop < end && buffer[stop] != '\n') {
        stop++;
      }
      tooLong |= length + stop - at > longest;
      if (!tooLong) {
        keep(stop);
      }
      boolean ended = stop < end;
      at = ended ? stop + 1 : stop;
      if (ended) {
        return line(tooLong);
      }
    }
  }

  private void keep(int stop) {
    int more = stop - at;
    if (length + more > line.length) {
      line = java.util.Arrays.copyOf(line, Math.max(length + more, line.length * 2));
    }
    System.arraycopy(buffer, at, line, length, more);
    length += more;
  }

  private Line line(boolean tooLong) {
    number++;
    if (tooLong) {
      return new Line(number, null, "is longer than " + longest + " bytes; split or shorten it");
    }
    boolean marked =
        number == 1
            && length >= 3
            && line[0] == (byte) 0xef
            && line[1] == (byte) 0xbb
            && line[2] == (byte) 0xbf;
    int from = marked ? 3 : 0;
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(line, from, length - from))
              .toString();
      return new Line(number, Objects.requireNonNull(text), "");
    } catch (CharacterCodingException e) {
      return new Line(number, null, "is not UTF-8; save the file as UTF-8");
    }
  }
}
