package dev.sluice.uplink;

import dev.sluice.journal.Entry;
import dev.sluice.journal.JournalReader;
import dev.sluice.model.Reading;
import dev.sluice.time.Restamp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The right times of readings that were journalled while the clock was not trusted: entries that
 * are read again are corrected by what the journal said later. Fed by one thread, asked by any.
 */
public final class Corrections implements JournalReader {

  /** What was said longer ago is about entries that the journal does not have any more. */
  private static final int MOST = 16;

  private volatile List<Restamp> known = List.of();

  @Override
  public void entry(Entry entry) {
    if (entry instanceof Entry.Clock clock) {
      Restamp restamp = clock.restamp();
      if (restamp != null) {
        List<Restamp> more = new ArrayList<>(known);
        more.add(restamp);
        known = List.copyOf(more.subList(Math.max(0, more.size() - MOST), more.size()));
      }
    }
  }

  /** The entry, with the right times as far as they are known. */
  public Entry apply(Entry entry) {
    if (entry instanceof Entry.Arrived arrived) {
      for (Restamp restamp : known) {
        if (entry.seq() < restamp.below() && entry.seq() + entry.span() > restamp.from()) {
          Entry.Arrived right = apply(arrived, restamp);
          if (right != null) {
            return right;
          }
        }
      }
    }
    return entry;
  }

  private static Entry.@Nullable Arrived apply(Entry.Arrived arrived, Restamp restamp) {
    List<Reading> readings = arrived.readings();
    if (readings.stream().noneMatch(restamp::means)) {
      return null;
    }
    return new Entry.Arrived(
        arrived.seq(),
        arrived.received(),
        arrived.source(),
        arrived.packet(),
        arrived.hash(),
        readings.stream().map(restamp::apply).toList(),
        arrived.note());
  }

  /** They are known again from a journal that still has the entries they are about. */
  @Override
  public long neededFrom() {
    return Long.MAX_VALUE;
  }
}
