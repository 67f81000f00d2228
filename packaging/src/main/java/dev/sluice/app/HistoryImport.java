package dev.sluice.app;

import dev.sluice.lineprotocol.BadLine;
import dev.sluice.lineprotocol.Precision;
import dev.sluice.model.Sample;
import dev.sluice.model.SignalId;
import dev.sluice.transfer.SampleFormat;
import dev.sluice.transfer.SampleTaker;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One file on its way in. The first value decides what kind a signal is, so readings without one
 * wait for it.
 */
final class HistoryImport implements SampleTaker {

  private static final int MOST_NAMED = 1_000;
  private static final int MOST_WAITING = 100_000;

  private final SampleTarget target;
  private final Progress progress;
  private final PrintWriter err;
  private final String name;
  private final long size;

  private final Set<SignalId> kinds = new HashSet<>();
  private final Map<SignalId, List<Sample>> waiting = new HashMap<>();
  private int waitingCount;
  private long line;
  private long badLines;
  private long bytesRead;

  /**
   * @param size of the file in bytes, 0 if nobody knows
   */
  HistoryImport(SampleTarget target, Progress progress, PrintWriter err, String name, long size) {
    this.target = target;
    this.progress = progress;
    this.err = err;
    this.name = name;
    this.size = size;
  }

  void read(InputStream in, SampleFormat format, Precision precision) throws Exception {
    format.read(new Counting(in), precision, this);
    for (List<Sample> rest : waiting.values()) {
      for (Sample one : rest) {
        target.add(List.of(one));
      }
    }
    target.finish();
  }

  @Override
  public void samples(long number, List<Sample> samples) throws Exception {
    line = number;
    for (int i = 0; i < samples.size(); i++) {
      progress.reading(() -> size == 0 ? Double.NaN : (double) bytesRead / size);
    }
    Sample first = samples.getFirst();
    if (samples.size() > 1) {
      samples.forEach(sample -> kinds.add(sample.signal()));
      target.add(samples);
    } else if (kinds.contains(first.signal()) || waitingCount >= MOST_WAITING) {
      target.add(samples);
    } else if (first.value() == null) {
      waiting.computeIfAbsent(first.signal(), id -> new ArrayList<>()).add(first);
      waitingCount++;
    } else {
      kinds.add(first.signal());
      target.add(samples);
      release(first);
    }
  }

  private void release(Sample first) throws Exception {
    List<Sample> before = waiting.remove(first.signal());
    if (before == null) {
      return;
    }
    waitingCount -= before.size();
    boolean again = false;
    for (Sample one : before) {
      target.add(List.of(one));
      again |= one.time() == first.time();
    }
    if (again) {
      // The later line of the same time wins.
      target.add(List.of(first));
    }
  }

  @Override
  public void bad(BadLine bad) {
    badLines++;
    if (badLines <= MOST_NAMED) {
      String text = bad.text().isEmpty() ? "" : ": " + bad.text();
      err.println(name + ":" + bad.line() + ":" + bad.column() + ": " + bad.reason() + text);
    } else if (badLines == MOST_NAMED + 1) {
      err.println("Further bad lines are only counted.");
    }
  }

  /** The last line that was read. */
  long line() {
    return line;
  }

  long badLines() {
    return badLines;
  }

  String summary(long stored) {
    String bad =
        badLines == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "; %,d lines could not be read: correct them and import the file again",
                badLines);
    return String.format(
        Locale.ROOT, "%,d readings are stored, %s%s", stored, progress.took(), bad);
  }

  /** Knows how much was read. */
  private final class Counting extends FilterInputStream {

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      bytesRead += one < 0 ? 0 : 1;
      return one;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int n = super.read(into, offset, length);
      bytesRead += Math.max(0, n);
      return n;
    }
  }
}
