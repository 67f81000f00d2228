package dev.sluice.app;

import dev.sluice.model.Sample;
import java.util.List;

/** Where an import puts its samples. */
interface SampleTarget extends AutoCloseable {

  /** Takes the samples of a line, which stay together. */
  void add(List<Sample> samples) throws Exception;

  /** Waits until all are on flash. */
  void finish() throws Exception;

  /** How many readings are on flash for sure. */
  long stored();

  @Override
  void close() throws CommandFailed;
}
