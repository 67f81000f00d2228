package dev.sluice.history;

import dev.sluice.model.Quality;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import org.jspecify.annotations.Nullable;

/** Takes the readings of an export one after the other; may block, which slows the export down. */
@FunctionalInterface
public interface ReadingSink {

  /**
   * One reading.
   *
   * @param value null when the reading has none
   * @param time µs since 1970
   * @throws Exception whatever ends the export; its caller gets it
   */
  void reading(SignalId signal, @Nullable Value value, Quality quality, long time) throws Exception;
}
