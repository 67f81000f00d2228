package dev.sluice.app;

import dev.sluice.history.ReadingSink;
import dev.sluice.model.SignalId;
import java.util.List;

/** Where an export gets its readings from. */
interface ReadingSource extends AutoCloseable {

  /** All signals there are, by their ids. */
  List<SignalId> signals() throws Exception;

  /** Streams a signal's readings with times in [from, to), µs since 1970. */
  void export(SignalId signal, long from, long to, ReadingSink sink) throws Exception;

  @Override
  void close() throws CommandFailed;
}
