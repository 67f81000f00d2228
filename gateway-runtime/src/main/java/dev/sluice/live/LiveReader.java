package dev.sluice.live;

import dev.sluice.journal.Entry;
import dev.sluice.journal.JournalReader;
import dev.sluice.model.Reading;
import dev.sluice.time.Restamp;
import java.util.List;

/** Shows in the live table what has become durable. */
public record LiveReader(LiveTable table) implements JournalReader {

  @Override
  public void entry(Entry entry) {
    switch (entry) {
      case Entry.Arrived arrived -> {
        List<Reading> readings = arrived.readings();
        for (int i = 0; i < readings.size(); i++) {
          table.put(readings.get(i), arrived.source());
        }
      }
      case Entry.Removed removed -> table.remove(removed.signal());
      case Entry.Clock clock -> {
        Restamp restamp = clock.restamp();
        if (restamp != null) {
          table.restamp(restamp);
        }
      }
      case Entry.Defined _, Entry.Tally _, Entry.Booted _ -> {}
    }
  }
}
