package dev.sluice.journal;

import dev.sluice.model.Reading;
import dev.sluice.model.Value;

/** How large an entry will be as a record, without encoding it. */
final class EntrySize {

  private EntrySize() {}

  /** Never less than it takes. */
  static long bound(Entry entry) {
    if (!(entry instanceof Entry.Arrived arrived)) {
      return 0; // a few hundred bytes at most
    }
    long bound = 1_000 + 3L * arrived.source().length() + 40L * arrived.readings().size();
    for (Reading reading : arrived.readings()) {
      if (reading.value() instanceof Value.Text text) {
        bound += 3L * text.text().length();
      }
    }
    return bound + (arrived.note() == null ? 0 : 2L * arrived.note().weight());
  }

  /** About what it takes. */
  static int estimate(Entry entry) {
    return switch (entry) {
      case Entry.Arrived arrived -> {
        int size = Segment.RECORD_HEADER + 24 + 6 * arrived.readings().size();
        for (Reading reading : arrived.readings()) {
          if (reading.value() instanceof Value.Text text) {
            size += text.text().length();
          }
        }
        yield arrived.note() == null ? size : size + arrived.note().weight();
      }
      default -> 64;
    };
  }
}
