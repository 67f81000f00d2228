package dev.sluice.pipeline;

import dev.sluice.journal.Entry;
import dev.sluice.journal.Journal;
import dev.sluice.journal.JournalReader;
import dev.sluice.meters.Cause;
import dev.sluice.meters.Ledger;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.pipeline.Arrival.Care;
import dev.sluice.pipeline.Arrival.Resend;
import dev.sluice.time.WallClock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What waits for the next commit, and who is told what became of it. */
final class Batch {

  private static final Logger log = LoggerFactory.getLogger(Batch.class);

  /**
   * An arrival whose entry waits for the commit.
   *
   * @param counted its readings as the ledger counts them
   * @param overflow how many of them found no room in the directory
   */
  record Pending(Arrival arrival, Entry.Arrived entry, int counted, int overflow) {}

  private final Journal journal;
  private final LedgerReader ledgerReader;
  private final List<JournalReader> readers;
  private final Ledger ledger;
  private final Resends resends;
  private final Consumer<Reading> liveOnly;
  private final Consumer<Signal> undefined;
  private final WallClock clock;

  private final List<Entry> entries = new ArrayList<>();
  private final List<Pending> pending = new ArrayList<>();

  /** Resends of what is stored already, or waits in this batch. */
  private final List<Arrival> repeated = new ArrayList<>();

  /**
   * An empty batch.
   *
   * @param undefined told of a signal whose definition did not become durable
   */
  Batch(Pipeline.Parts parts, Resends resends, Consumer<Signal> undefined) {
    this.journal = parts.journal();
    this.ledgerReader = parts.ledgerReader();
    this.readers = List.copyOf(parts.readers());
    this.ledger = parts.ledger();
    this.liveOnly = parts.liveOnly();
    this.clock = parts.clock();
    this.resends = resends;
    this.undefined = undefined;
  }

  /** No reader needs an entry below this seq. */
  long neededFrom() {
    long from = ledgerReader.neededFrom();
    for (JournalReader reader : readers) {
      from = Math.min(from, reader.neededFrom());
    }
    return from;
  }

  void append(Entry entry) {
    journal.append(entry);
    entries.add(entry);
  }

  /** An arrival, with its entry. */
  void add(Pending one) {
    append(one.entry());
    pending.add(one);
  }

  void addRepeated(Arrival arrival) {
    repeated.add(arrival);
  }

  /** True if there is something to write. */
  boolean hasEntries() {
    return !entries.isEmpty();
  }

  /** True if resends wait that no commit would answer. */
  boolean onlyRepeats() {
    return !repeated.isEmpty() && pending.isEmpty();
  }

  /** The journal was committed, or could not be: everybody is told what is durable. */
  void settle() {
    long durableBelow = journal.durableBelow();
    for (Entry entry : entries) {
      if (entry.seq() < durableBelow) {
        ledgerReader.entry(entry);
        for (int i = 0; i < readers.size(); i++) {
          readers.get(i).entry(entry);
        }
      } else if (entry instanceof Entry.Defined defined) {
        undefined.accept(defined.signal());
      }
    }
    entries.clear();
    count(durableBelow);
    for (Pending one : pending) {
      if (one.entry().seq() < durableBelow) {
        tell(one.arrival(), Outcome.STORED);
      } else {
        Resend resend = one.arrival().resend();
        if (resend != null) {
          resends.forget(resend.client(), resend.packet(), resend.hash());
        }
        notStored(one);
      }
    }
    pending.clear();
  }

  /** The ledger first: whoever is told may look at it. */
  private void count(long durableBelow) {
    long received = 0;
    long overflow = 0;
    for (Pending one : pending) {
      if (one.entry().seq() < durableBelow) {
        received += one.counted();
        overflow += one.overflow();
      }
    }
    ledger.received(received);
    ledger.lost(Cause.SIGNAL_CAP, overflow, clock.micros());
  }

  /** Tells the resends, as if they were what they repeat. */
  void settleRepeated(boolean storing) {
    Outcome outcome = storing ? Outcome.DUPLICATE : Outcome.FAILED;
    repeated.forEach(arrival -> tell(arrival, outcome));
    repeated.clear();
  }

  /** An arrival that is not in the journal and will not be. */
  void notStored(Pending one) {
    Arrival arrival = one.arrival();
    long now = clock.micros();
    if (arrival.care() == Care.ACKNOWLEDGED) {
      ledger.refused(Cause.COMMIT_FAILED, one.counted(), now);
    } else {
      ledger.refused(Cause.NOT_STORED, one.counted(), now);
      one.entry().readings().forEach(liveOnly);
    }
    tell(arrival, Outcome.FAILED);
  }

  /** Nothing of it will ever be settled: whoever waits must not wait for ever. */
  void abandon() {
    pending.forEach(one -> tell(one.arrival(), Outcome.FAILED));
    repeated.forEach(arrival -> tell(arrival, Outcome.FAILED));
  }

  /** Tells the giver; one that cannot be told is no reason to stop. */
  static void tell(Arrival arrival, Outcome outcome) {
    try {
      if (arrival.receipt().outcome() == null) {
        arrival.receipt().settle(outcome);
      }
    } catch (RuntimeException e) {
      log.error("{} could not be told what became of its arrival", arrival.source(), e);
    }
  }
}
