package dev.sluice.driver;

import dev.sluice.model.Sample;
import dev.sluice.model.Value;
import java.util.List;

/** An open connection to one device. Used by one thread at a time, its device loop's. */
public interface Driver extends AutoCloseable {

  /**
   * Reads all signals once. May take as long as the protocol's own time-out, no longer.
   *
   * @return the samples; a signal that could not be read is in it with a bad quality and no value
   * @throws DriverException if the device as a whole could not be read
   */
  List<Sample> read() throws DriverException;

  /**
   * Sets a signal that can be set.
   *
   * @throws DriverException if the device did not take it, or the signal cannot be set (then not
   *     retryable)
   */
  default void write(String name, Value value) throws DriverException {
    throw DriverException.giveUp("signal '" + name + "' cannot be set: this driver only reads");
  }

  @Override
  void close();
}
