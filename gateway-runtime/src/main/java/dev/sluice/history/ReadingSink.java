package dev.sluice.history;

import dev.sluice.model.Quality;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import org.jspecify.annotations.Nullable;

/** Takes readings one after the other; may block, which slows the export down. */
public interface ReadingSink {

  /**
   * Takes one reading.
   *
   * @param value null when there is none (then the quality is bad)
   * @param time µs since 1970
   */
  void reading(SignalId signal, @Nullable Value value, Quality quality, long time) throws Exception;
}
