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

  /** Entries that the next tally may not include yet. */
  private record Counted(long seq, int readings, boolean malformed, long received) {}

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
      case Entry.Defined _, Entry.Removed _, Entry.Booted _ -> {}
    }
  }

  private void arrived(Entry.Arrived arrived) {
    Counted counted =
        new Counted(
            arrived.seq(),
            arrived.readings().size(),
            arrived.note() instanceof Note.Malformed,
            arrived.received());
    count(counted);
    if (replaying) {
      recent.add(counted);
      // What came in was counted at the door, in the life before.
      ledger.received(counted.readings() + (counted.malformed() ? 1 : 0));
    }
  }

  private void count(Counted counted) {
    ledger.journalled(counted.readings());
    if (counted.malformed()) {
      ledger.lost(Cause.MALFORMED, 1, counted.received());
    }
  }

  private void restore(Entry.Tally tally) {
    while (!recent.isEmpty() && recent.getFirst().seq() < tally.upTo()) {
      recent.removeFirst();
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
    for (Counted counted : recent) {
      count(counted);
      ledger.received(counted.readings() + (counted.malformed() ? 1 : 0));
    }
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

  /** The ledger as an entry. */
  Entry.Tally tally(long seq, long upTo) {
    LedgerView view = ledger.view(new LedgerView.HistoryCounts(0, 0, 0, 0, 0));
    Map<String, Entry.LossCount> losses = new HashMap<>();
    view.losses()
        .forEach(
            loss ->
                losses.put(loss.cause().word(), new Entry.LossCount(loss.count(), loss.since())));
    return new Entry.Tally(
        seq, upTo, view.received(), view.journalled(), view.duplicates(), losses);
  }
}
