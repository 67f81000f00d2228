package dev.sluice.console.api;

import dev.sluice.model.Sample;
import java.util.List;

/** What the console needs of a reader of InfluxDB line protocol. Safe from any thread. */
public interface LinePort {

  /** The unit of timestamps. */
  enum Precision {
    NS,
    US,
    MS,
    S
  }

  /**
   * Reads all lines; a bad line never spoils a good neighbour.
   *
   * @param text UTF-8
   */
  void read(byte[] text, Precision precision, Lines lines);

  /** Is told what was read, in order. */
  interface Lines {

    /** One field of a good line. */
    void sample(Sample sample);

    /** All fields of a good line, at most 1,000: they stay together. */
    default void line(List<Sample> samples) {
      samples.forEach(this::sample);
    }

    /**
     * A line that could not be read.
     *
     * @param number from 1 up
     * @param reason for people
     * @param line its start, printable
     */
    void bad(int number, String reason, String line);
  }
}
