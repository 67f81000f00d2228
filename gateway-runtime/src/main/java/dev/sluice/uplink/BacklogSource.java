package dev.sluice.uplink;

import dev.sluice.history.Unsent;
import dev.sluice.journal.Entry;
import dev.sluice.model.Reading;
import dev.sluice.uplink.Position.Gap;
import dev.sluice.uplink.Shipment.Item;
import dev.sluice.uplink.Shipment.Origin;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What could not be sent when it came: from the journal, and from history where the journal has
 * given its segments back. Holds one read's readings at a time, however large the backlog is.
 */
final class BacklogSource implements Source {

  /** Bytes of the journal in one read: some thousand readings. */
  private static final int READ = 32 << 10;

  /** Seqs in one stretch when the newest goes first. */
  private static final long STRETCH = 4_096;

  /** The most bytes in such a stretch, but for a single reading. */
  private static final long STRETCH_BYTES = 8 << 20;

  private final UplinkLedger ledger;
  private final Shaper shaper;
  private final Backlog backlog;
  private final Archive archive;
  private final boolean newestFirst;

  BacklogSource(
      UplinkLedger ledger, Shaper shaper, Backlog backlog, Archive archive, boolean newestFirst) {
    this.ledger = ledger;
    this.shaper = shaper;
    this.backlog = backlog;
    this.archive = archive;
    this.newestFirst = newestFirst;
  }

  @Override
  public @Nullable Shipment next() throws IOException, InterruptedException {
    Pass pass = ledger.pass();
    if (pass != null) {
      return fromHistory(pass);
    }
    Gap gap = ledger.gap(newestFirst).orElse(null);
    if (gap == null) {
      return null;
    }
    return newestFirst && gap.seqs() > STRETCH ? newest(gap) : fromJournal(gap);
  }

  private Shipment fromJournal(Gap gap) throws IOException, InterruptedException {
    return switch (backlog.read(gap.from(), gap.below(), READ)) {
      case Backlog.Found.Entries(List<Entry> entries, long read) -> {
        long below = Math.min(read, gap.below());
        List<Item> items = new ArrayList<>();
        add(entries, gap.from(), below, items);
        yield new Shipment(new Origin.Log(), gap.from(), below, items);
      }
      case Backlog.Found.Gone(long below) -> beginPass(gap.from(), Math.min(below, gap.below()));
    };
  }

  /**
   * The upper end of a gap, read whole, so that it is known how many readings it takes along; less
   * of it if that is heavy.
   */
  private Shipment newest(Gap gap) throws IOException, InterruptedException {
    long from = gap.below() - STRETCH;
    ArrayDeque<Item> kept = new ArrayDeque<>();
    long bytes = 0;
    long at = from;
    while (at < gap.below()) {
      switch (backlog.read(at, gap.below(), READ)) {
        case Backlog.Found.Entries(List<Entry> entries, long read) -> {
          List<Item> more = new ArrayList<>();
          add(entries, at, gap.below(), more);
          for (Item item : more) {
            kept.add(item);
            bytes += weight(item);
          }
          while (bytes > STRETCH_BYTES && kept.size() > 1) {
            Item oldest = kept.removeFirst();
            bytes -= weight(oldest);
            from = oldest.seq() + 1;
          }
          at = read;
        }
        case Backlog.Found.Gone(long below) -> {
          return beginPass(gap.from(), Math.min(below, gap.below()));
        }
      }
    }
    ledger.split(from, kept.size());
    return new Shipment(new Origin.Log(), from, gap.below(), new ArrayList<>(kept));
  }

  private static long weight(Item item) {
    return item.parcel() == null ? 0 : Weight.of(item.parcel());
  }

  private void add(List<Entry> entries, long from, long below, List<Item> items) {
    for (Entry entry : entries) {
      if (entry instanceof Entry.Arrived arrived) {
        for (Reading reading : arrived.readings()) {
          if (reading.seq() >= from && reading.seq() < below) {
            items.add(
                shaper.item(
                    reading.signal(),
                    reading.value(),
                    reading.quality(),
                    reading.time(),
                    reading.seq(),
                    reading.received(),
                    true));
          }
        }
      }
    }
  }

  private Shipment beginPass(long from, long below) throws IOException, InterruptedException {
    Pass pass = Pass.over(from, below);
    ledger.begin(pass);
    return fromHistory(pass);
  }

  private Shipment fromHistory(Pass pass) throws IOException, InterruptedException {
    Unsent.Page page = archive.page(pass.from(), pass.below(), pass.signal(), pass.time());
    List<Item> items = new ArrayList<>(page.rows().size());
    for (Unsent.Row row : page.rows()) {
      items.add(
          shaper.item(
              row.signal(), row.value(), row.quality(), row.time(), -1, row.time(), row.counted()));
    }
    Pass next = page.end() ? null : pass.at(page.nextSignal(), page.nextTime());
    return new Shipment(new Origin.Archive(pass, next), pass.from(), pass.below(), items);
  }

  @Override
  public boolean keeps() {
    return true;
  }
}
