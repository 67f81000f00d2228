package dev.sluice.transfer;

import dev.sluice.lineprotocol.BadLine;
import dev.sluice.lineprotocol.Parsed;
import dev.sluice.lineprotocol.Precision;
import dev.sluice.model.Sample;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** What an import reads. */
public enum SampleFormat {
  /** As {@link ReadingFormat#CSV} writes it; the quality may be left out. */
  CSV,
  /** As {@link ReadingFormat#NDJSON} writes it. */
  NDJSON,
  /** InfluxDB line protocol; each line with a time. */
  LINE_PROTOCOL;

  /** The most bad lines of a body that are described. */
  private static final int MOST_BAD = 100;

  /**
   * Reads a stream to its end, in bounded memory; a bad line costs no other.
   *
   * @param precision of the times in line protocol
   * @throws Exception what the taker throws, or that the stream cannot be read
   */
  public void read(InputStream in, Precision precision, SampleTaker taker) throws Exception {
    switch (this) {
      case CSV -> new CsvSource(in, taker).read();
      case NDJSON -> new JsonSource(in, taker).read();
      case LINE_PROTOCOL -> new LineSource(in, precision, taker).read();
    }
  }

  /** Reads a body that is in memory. */
  public Parsed parse(byte[] body) throws Exception {
    List<List<Sample>> lines = new ArrayList<>();
    List<BadLine> bad = new ArrayList<>();
    int[] badLines = {0};
    read(
        new ByteArrayInputStream(body),
        Precision.NS,
        new SampleTaker() {
          @Override
          public void samples(long line, List<Sample> samples) {
            lines.add(samples);
          }

          @Override
          public void bad(BadLine line) {
            badLines[0]++;
            if (bad.size() < MOST_BAD) {
              bad.add(line);
            }
          }
        });
    return new Parsed(lines, bad, badLines[0]);
  }
}
