package dev.sluice.signals;

import dev.sluice.journal.Entry;
import dev.sluice.journal.JournalReader;
import dev.sluice.model.Signal;

/** Keeps the directory as the journal says: at a start, and when a removal has become durable. */
public record DirectoryReader(SignalDirectory directory) implements JournalReader {

  @Override
  public void entry(Entry entry) {
    switch (entry) {
      case Entry.Defined defined -> directory.restore(defined.signal());
      case Entry.Removed removed -> {
        Signal signal = directory.at(removed.signal());
        if (signal != null) {
          directory.remove(signal);
        }
      }
      case Entry.Arrived _, Entry.Tally _, Entry.Booted _, Entry.Clock _ -> {}
    }
  }
}
