package dev.sluice.transfer;

import dev.sluice.lineprotocol.BadLine;
import dev.sluice.lineprotocol.LineProtocol;
import dev.sluice.lineprotocol.Precision;
import dev.sluice.model.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a file of line protocol of any length, a stretch of whole lines at a time. */
final class LineSource {

  private static final int STRETCH = 512 * 1024;

  private final InputStream in;
  private final Precision precision;
  private final SampleTaker taker;
  private byte[] buffer = new byte[STRETCH];
  private int length;

  LineSource(InputStream in, Precision precision, SampleTaker taker) {
    this.in = in;
    this.precision = precision;
    this.taker = taker;
  }

  void read() throws Exception {
    long before = 0;
    boolean more = true;
    while (more) {
      more = fill();
      int cut = more ? cut() : length;
      byte[] stretch = Arrays.copyOf(buffer, cut);
      take(stretch, before);
      before += lineEnds(stretch);
      System.arraycopy(buffer, cut, buffer, 0, length - cut);
      length -= cut;
    }
  }

  private void take(byte[] stretch, long before) throws Exception {
    List<Found> found = new ArrayList<>();
    LineProtocol.each(
        stretch,
        precision,
        new LineProtocol.Lines() {
          @Override
          public void good(int number, List<Sample> samples) {
            found.add(new Found(before + number, samples, null));
          }

          @Override
          public void bad(BadLine line) {
            found.add(new Found(before + line.line(), List.of(), line));
          }
        });
    for (Found one : found) {
      int number = (int) Math.min(Integer.MAX_VALUE, one.number());
      BadLine bad = one.bad();
      if (bad != null) {
        taker.bad(new BadLine(number, bad.column(), bad.reason(), bad.text()));
      } else if (one.samples().stream().allMatch(Sample::hasTime)) {
        taker.samples(one.number(), one.samples());
      } else {
        // Each import would store it anew, at the time of the import.
        String text = Shown.start(one.samples().getFirst().signal().toString());
        taker.bad(
            new BadLine(number, 1, "the line has no time; write one behind its fields", text));
      }
    }
  }

  private record Found(long number, List<Sample> samples, @Nullable BadLine bad) {}

  /** Fills the buffer; false at the end of the stream. */
  private boolean fill() throws IOException {
    int n = in.readNBytes(buffer, length, buffer.length - length);
    length += n;
    return length == buffer.length;
  }

  /** Behind the last line end that is not within a text. */
  private int cut() {
    boolean inText = false;
    int cut = 0;
    int lastEnd = 0;
    for (int i = 0; i < length; i++) {
      switch (buffer[i]) {
        case '\\' -> i++;
        case '"' -> inText = !inText;
        case '\n' -> {
          lastEnd = i + 1;
          if (!inText) {
            cut = i + 1;
          }
        }
        default -> {}
      }
    }
    return cut > length / 2 ? cut : lastEnd > 0 ? lastEnd : length;
  }

  private static long lineEnds(byte[] bytes) {
    long count = 0;
    for (byte one : bytes) {
      count += one == '\n' ? 1 : 0;
    }
    return count;
  }
}
