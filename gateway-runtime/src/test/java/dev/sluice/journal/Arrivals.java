package dev.sluice.journal;

import dev.sluice.model.Quality;
import dev.sluice.model.Reading;
import dev.sluice.model.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Entries for tests, of which everything follows from their seq and size. */
final class Arrivals {

  static final long NOW = 1_764_000_000_000_000L;

  private Arrivals() {}

  /** One to four readings, of about so many bytes. */
  static Entry.Arrived at(long seq, int bytes) {
    List<Reading> readings = new ArrayList<>();
    String text = seq + " " + ".".repeat(bytes);
    readings.add(new Reading(1, value(seq, text), Quality.GOOD, NOW, NOW, seq));
    for (int i = 1; i <= seq % 4; i++) {
      readings.add(new Reading(1 + i, new Value.Num(seq + i), Quality.GOOD, NOW, NOW, seq + i));
    }
    return new Entry.Arrived(seq, NOW, "client-" + seq % 7, 0, 0, readings, null);
  }

  /** A text, or now and then a message with all that one can have. */
  private static Value value(long seq, String text) {
    if (seq % 3 != 0) {
      return new Value.Text(text);
    }
    return new Value.Message(
        "plant/cell/" + seq,
        ("\0" + text).getBytes(StandardCharsets.UTF_8),
        (int) (seq % 9 / 3),
        seq % 2 == 0,
        seq % 4 == 0 ? new byte[] {0, 1, (byte) seq} : null);
  }

  static Entry.Arrived append(Journal journal, int bytes) {
    Entry.Arrived entry = at(journal.nextSeq(), bytes);
    journal.append(entry);
    return entry;
  }

  /** Commits so many entries of so many bytes. */
  static List<Entry> commit(Journal journal, int entries, int bytes) throws IOException {
    List<Entry> batch = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      batch.add(append(journal, bytes));
    }
    journal.commit();
    return batch;
  }
}
