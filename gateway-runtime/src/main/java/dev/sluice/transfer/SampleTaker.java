package dev.sluice.transfer;

import dev.sluice.lineprotocol.BadLine;
import dev.sluice.model.Sample;
import java.util.List;

/** Takes what an import finds, line by line. */
public interface SampleTaker {

  /**
   * What a good line says.
   *
   * @param line its number, from 1 up
   * @throws Exception whatever ends the import; its caller gets it
   */
  void samples(long line, List<Sample> samples) throws Exception;

  /** A line that cannot be read. */
  void bad(BadLine line) throws Exception;
}
