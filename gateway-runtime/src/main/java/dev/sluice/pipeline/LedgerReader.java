package dev.sluice.pipeline;

import dev.sluice.journal.Entry;
import dev.sluice.journal.JournalReader;
import dev.sluice.meters.Cause;
import dev.sluice.meters.Ledger;
import dev.sluice.meters.LedgerView;
import dev.sluice.model.Note;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts what the journal holds; at a start it makes the ledger from tallies and the entries behind
 * them.
 */
public final class LedgerReader implements JournalReader {

  /**
   * Entries that the next tally may not include yet.
   *
   * @param missing seqs from here on that cannot be read back; then there is nothing else
   */
  private record Counted(long seq, int readings, boolean malformed, long received, long missing) {}

  private final Ledger ledger;
  private final Deque<Counted> recent = new ArrayDeque<>();
  private boolean replaying = true;
  private long lastTally;

  public LedgerReader(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public void entry(Entry entry) {
    switch (entry) {
      case Entry.Arrived arrived -> arrived(arrived);
      case Entry.Tally tally -> {
        lastTally = tally.upTo();
        if (replaying) {
          restore(tally);
        }
      }
      case Entry.Defined _, Entry.Removed _, Entry.Booted _, Entry.Clock _ -> {}
    }
  }

  private void arrived(Entry.Arrived arrived) {
    Counted counted =
        new Counted(
            arrived.seq(),
            arrived.readings().size(),
            arrived.note() instanceof Note.Malformed,
            arrived.received(),
            0);
    if (replaying) {
      recent.add(counted);
      recount(counted);
    } else {
      count(counted);
    }
  }

  /**
   * Seqs that cannot be read back; during a replay only. They had been received once: both sides of
   * the balance learn of them, unless a later tally knows them already.
   *
   * @param now µs since 1970
   */
  public void missing(long from, long below, long now) {
    Counted gap = new Counted(from, 0, false, now, below - from);
    recent.add(gap);
    recount(gap);
  }

  private void count(Counted counted) {
    ledger.journalled(counted.readings());
    if (counted.malformed()) {
      ledger.lost(Cause.MALFORMED, 1, counted.received());
    }
  }

  /** What came in was counted at the door, in the life before. */
  private void recount(Counted counted) {
    count(counted);
    ledger.received(counted.readings() + (counted.malformed() ? 1 : 0));
    if (counted.missing() > 0) {
      ledger.refused(Cause.DAMAGED, counted.missing(), counted.received());
    }
  }

  private void restore(Entry.Tally tally) {
    while (!recent.isEmpty() && recent.getFirst().seq() < tally.upTo()) {
      Counted first = recent.removeFirst();
      long rest = first.seq() + first.missing() - tally.upTo();
      if (rest > 0) {
        recent.addFirst(new Counted(tally.upTo(), 0, false, first.received(), rest));
      }
    }
    List<LedgerView.Loss> losses = new ArrayList<>();
    tally
        .losses()
        .forEach(
            (word, loss) -> {
              Cause cause = Cause.ofWord(word);
              if (cause != null) {
                losses.add(new LedgerView.Loss(cause, loss.count(), loss.since()));
              }
            });
    ledger.restore(tally.received(), tally.journalled(), tally.duplicates(), losses);
    recent.forEach(this::recount);
  }

  /** The replay is over: from now on, what comes in is counted where it is taken in. */
  public void live() {
    replaying = false;
    recent.clear();
  }

  /** The newest durable tally, and all behind it, must stay in the journal. */
  @Override
  public long neededFrom() {
    return lastTally;
  }

  /** The ledger as an entry, which carries the times that were given out as well. */
  Entry.Tally tally(long seq, long upTo, List<Long> times) {
    LedgerView view = ledger.view(LedgerView.HistoryCounts.NONE);
    Map<String, Entry.LossCount> losses = new HashMap<>();
    view.losses()
        .forEach(
            loss ->
                losses.put(loss.cause().word(), new Entry.LossCount(loss.count(), loss.since())));
    return new Entry.Tally(
        seq, upTo, view.received(), view.journalled(), view.duplicates(), losses, times);
  }
}
