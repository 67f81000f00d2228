package dev.sluice.pipeline;

import dev.sluice.journal.Entry;
import dev.sluice.journal.Journal;
import dev.sluice.journal.JournalReader;
import dev.sluice.meters.Cause;
import dev.sluice.meters.Ledger;
import dev.sluice.meters.TroubleBook;
import dev.sluice.model.Note;
import dev.sluice.model.Reading;
import dev.sluice.model.Sample;
import dev.sluice.model.Signal;
import dev.sluice.pipeline.Arrival.Care;
import dev.sluice.pipeline.Arrival.Resend;
import dev.sluice.signals.SignalDirectory;
import dev.sluice.time.WallClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread through which everything that arrives passes: stamped, journalled, and only then
 * shown to history, live view and whoever waits for an acknowledgement.
 *
 * <p>A commit takes whatever has queued when its interval ends or a page is full, and never starts
 * before the last one returned: a busy gateway commits at once and in whole pages, a quiet one
 * waits for company.
 */
public final class Pipeline implements Intake, Runnable {

  private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

  /** A commit of a page costs no more than one of a byte. */
  private static final int PAGE = 4_096;

  /**
   * One commit is at most about this large, so that the first of a flood need not wait for the
   * last.
   */
  private static final int LARGEST_BATCH = 1 << 18;

  private static final long TICK = TimeUnit.SECONDS.toNanos(1);

  /** It turns at least once in a {@link #TICK}, so after this long something holds it. */
  private static final long STUCK = TimeUnit.SECONDS.toNanos(15);

  /** A tally alone waits this long for company. */
  private static final long TALLY_PATIENCE = TimeUnit.SECONDS.toNanos(10);

  private final Journal journal;
  private final LedgerReader ledgerReader;
  private final Ledger ledger;
  private final TroubleBook troubles;
  private final Stamper stamper;
  private final Resends resends = new Resends();
  private final Batch batch;
  private final WallClock clock;
  private final ClockWatch clockWatch;
  private final Housekeeping housekeeping;
  private final long acknowledgedNanos;
  private final long otherNanos;
  private final Supplier<String> obstacle;
  private final String boot;

  private final Door door;
  private final Questions questions = new Questions();
  private volatile boolean sleeping;
  private volatile boolean stopping;
  private volatile boolean ended;
  private volatile boolean storing = true;
  private volatile @Nullable Thread thread;
  private volatile String trouble = "";

  /** When the thread last went round its loop, monotonic ns. */
  private volatile long turned;

  /** Signals whose description is not durable yet, by index. */
  private final Map<Integer, Signal> undefined = new LinkedHashMap<>();

  private long deadline = Long.MAX_VALUE;
  private long nextTick;
  private long tallied = -1;

  /**
   * What is done once a second on the pipeline's thread: pressing the sealer, giving back segments.
   */
  public interface Housekeeping {
    void tick(Journal journal) throws IOException;
  }

  /**
   * What the pipeline works with.
   *
   * @param readers get every durable entry, in order; the ledger's reader is not among them
   * @param liveOnly shown readings that could not be stored
   * @param obstacle why readers can take no more for now, for people; empty while they can
   * @param acknowledged how long an arrival that somebody waits for may wait for company
   * @param other how long any other arrival may
   * @param capacity the most bytes that may wait at the door
   * @param boot the id of this start, for the journal
   */
  public record Parts(
      Journal journal,
      List<JournalReader> readers,
      LedgerReader ledgerReader,
      Consumer<Reading> liveOnly,
      Ledger ledger,
      TroubleBook troubles,
      SignalDirectory directory,
      SignalRanges ranges,
      Housekeeping housekeeping,
      Supplier<String> obstacle,
      WallClock clock,
      Duration acknowledged,
      Duration other,
      long capacity,
      String boot) {}

  /** The pipeline at rest; {@link #run} is its thread. */
  public Pipeline(Parts parts) {
    this.journal = parts.journal();
    this.ledgerReader = parts.ledgerReader();
    this.ledger = parts.ledger();
    this.troubles = parts.troubles();
    this.clock = parts.clock();
    this.housekeeping = parts.housekeeping();
    this.acknowledgedNanos = parts.acknowledged().toNanos();
    this.otherNanos = parts.other().toNanos();
    this.obstacle = parts.obstacle();
    this.door = new Door(parts.capacity());
    this.boot = parts.boot();
    this.clockWatch = new ClockWatch(clock);
    this.batch = new Batch(parts, resends, this::define);
    this.stamper =
        new Stamper(parts.directory(), parts.ranges(), this::define, clockWatch::stamped);
  }

  /**
   * Takes note of an entry of a life before: resends and times go on behind it. Before {@link #run}
   * only.
   */
  public void remember(Entry entry) {
    if (entry instanceof Entry.Arrived arrived) {
      if (arrived.packet() != 0) {
        resends.remember(arrived.source(), arrived.packet(), arrived.hash());
      }
      arrived.readings().forEach(this::remember);
    } else if (entry instanceof Entry.Tally tally) {
      stamper.times().restore(tally.times());
    } else if (entry instanceof Entry.Clock said) {
      clockWatch.remember(said);
    }
  }

  /** Takes note of a signal's last reading. Before {@link #run} only. */
  public void remember(Reading last) {
    stamper.times().seen(last.time(), last.received());
    clockWatch.remember(last);
  }

  @Override
  public Verdict offer(Arrival arrival) {
    if (!storing && arrival.care() == Care.ACKNOWLEDGED) {
      ledger.refused(Cause.DISK_REFUSED, arrival.readings(), clock.micros());
      return Verdict.DISK;
    }
    if (stopping || ended || !door.letIn(arrival)) {
      ledger.refused(Cause.INTAKE_FULL, arrival.readings(), clock.micros());
      return Verdict.FULL;
    }
    if (ended) {
      refuseTheRest(); // nobody else will
    } else if (sleeping) {
      wake();
    }
    return Verdict.TAKEN;
  }

  /**
   * Runs something on the pipeline's thread, where nothing is half done, and gives its result.
   *
   * @return fails with an {@link IllegalStateException} if the pipeline has ended
   */
  public <T> CompletableFuture<T> ask(Supplier<T> question) {
    CompletableFuture<T> answer = questions.add(question);
    if (ended) {
      refuseTheRest();
    } else {
      wake();
    }
    return answer;
  }

  /**
   * Forgets signals, durably, in one sync; a thousand at most.
   *
   * @return false if the commit failed: then they stay
   */
  public CompletableFuture<Boolean> remove(List<Signal> signals) {
    return ask(
        () -> {
          for (Signal signal : signals) {
            batch.append(new Entry.Removed(journal.nextSeq(), signal.index()));
          }
          commit();
          if (storing) {
            signals.forEach(signal -> undefined.remove(signal.index())); // or it would come back
          }
          return storing;
        });
  }

  /** No reader needs an entry below this seq. */
  public long neededFrom() {
    return Math.min(batch.neededFrom(), clockWatch.neededFrom());
  }

  /**
   * False while the disk takes nothing: acknowledged arrivals are refused, others are only shown.
   */
  public boolean storing() {
    return storing;
  }

  /** How the clock fares; safe from any thread. */
  public ClockWatch clockWatch() {
    return clockWatch;
  }

  /** Why nothing is stored, empty while all is well. */
  public String trouble() {
    return trouble;
  }

  /** Says so if the pipeline has not moved for long, for people; empty while it does. */
  public String stuck() {
    long still = clock.nanos() - turned;
    return thread == null || ended || still < STUCK
        ? ""
        : "nothing has been taken in for "
            + TimeUnit.NANOSECONDS.toSeconds(still)
            + " s: the disk does not answer, or history cannot be written";
  }

  /** Bytes that wait at the door. */
  public long waiting() {
    return door.waiting();
  }

  /** Lets in no more; the thread ends once all that is in is committed. */
  public void stop() {
    stopping = true;
    wake();
  }

  /** True if it was asked to stop. */
  public boolean stopped() {
    return stopping;
  }

  private void wake() {
    sleeping = false;
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    turned = clock.nanos();
    thread = Thread.currentThread();
    try {
      work();
    } catch (RuntimeException | Error e) {
      // Whoever waits must not wait for ever, and health must say so.
      storing = false;
      trouble = "the pipeline has failed (" + e + "): the gateway ends, to be started again";
      log.error("the pipeline has failed; nothing is taken in until a restart", e);
    } finally {
      ended = true;
      batch.abandon();
      refuseTheRest();
    }
  }

  private void work() {
    batch.append(new Entry.Booted(journal.nextSeq(), boot, clock.micros(), clock.trusted()));
    lookAtClock();
    deadline = clock.nanos() + TALLY_PATIENCE;
    nextTick = clock.nanos() + TICK;
    while (true) {
      boolean more = takeWhatIsThere();
      long now = clock.nanos();
      turned = now;
      if (due(now) || more) {
        commit();
      }
      questions.answer();
      if (now - nextTick >= 0) {
        tick();
        nextTick = now + TICK;
      }
      if (stopping && door.isEmpty() && questions.isEmpty()) {
        tally();
        commit();
        return;
      }
      if (!more) {
        sleep();
      }
    }
  }

  /** Takes from the door until it is empty (false) or the batch is as large as it may be (true). */
  private boolean takeWhatIsThere() {
    for (Arrival arrival = door.next(); arrival != null; arrival = door.next()) {
      try {
        take(arrival);
      } catch (RuntimeException | Error e) {
        Batch.tell(arrival, Outcome.FAILED);
        throw e;
      }
      if (journal.pendingBytes() >= LARGEST_BATCH) {
        return true;
      }
    }
    return false;
  }

  private boolean due(long now) {
    return journal.pendingBytes() >= PAGE
        || (deadline != Long.MAX_VALUE && now - deadline >= 0)
        || batch.onlyRepeats();
  }

  /** After the end: what slipped in behind it. Safe from any thread. */
  private void refuseTheRest() {
    for (Arrival arrival = door.next(); arrival != null; arrival = door.next()) {
      ledger.refused(Cause.INTAKE_FULL, arrival.readings(), clock.micros());
      Batch.tell(arrival, Outcome.FAILED);
    }
    questions.refuse();
  }

  private void sleep() {
    sleeping = true;
    // An arrival before this line saw nobody asleep: look once more.
    if (door.isEmpty() && questions.isEmpty() && !stopping) {
      long until = deadline == Long.MAX_VALUE ? nextTick : Math.min(deadline, nextTick);
      long nanos = until - clock.nanos();
      if (nanos > 0) {
        clock.park(this, nanos);
      }
    }
    sleeping = false;
  }

  private void take(Arrival arrival) {
    Resend resend = arrival.resend();
    if (resend != null
        && resend.dup()
        && resends.knows(resend.client(), resend.packet(), resend.hash())) {
      ledger.duplicate(arrival.readings());
      batch.addRepeated(arrival);
      return;
    }
    if (arrival.note() instanceof Note.Malformed(String topic, String reason, String sample)) {
      troubles.note(arrival.source(), reason, topic, sample, clock.micros());
    }
    lookAtClock();
    long received = clock.micros();
    stamper.set(received, clockWatch.trusted());
    long seq = journal.nextSeq();
    List<Reading> readings = new ArrayList<>(arrival.samples().size());
    int overflow = 0;
    for (Sample sample : arrival.samples()) {
      Reading reading = stamper.stamp(sample, arrival.simulated(), seq + readings.size());
      if (reading == null) {
        overflow++;
      } else {
        readings.add(reading);
      }
    }
    // Definitions go before the readings that need them and take seqs of their own.
    defineAll();
    long moved = journal.nextSeq() - seq;
    if (moved > 0) {
      seq += moved;
      readings.replaceAll(reading -> reading.at(reading.seq() + moved));
    }
    Entry.Arrived entry =
        new Entry.Arrived(
            seq,
            received,
            arrival.source(),
            resend == null ? 0 : resend.packet(),
            resend == null ? 0 : resend.hash(),
            readings,
            arrival.note());
    int counted = arrival.readings();
    if (!journal.fits(entry)) {
      entry = tooLarge(arrival, entry);
      counted = 1;
      overflow = 0;
    }
    Batch.Pending pending = new Batch.Pending(arrival, entry, counted, overflow);
    if (!storing) {
      batch.notStored(pending);
      return;
    }
    if (resend != null) {
      resends.remember(resend.client(), resend.packet(), resend.hash());
    }
    batch.add(pending);
    long wait = arrival.care() == Care.ACKNOWLEDGED ? acknowledgedNanos : otherNanos;
    long due = clock.nanos() + wait;
    if (deadline == Long.MAX_VALUE || due - deadline < 0) {
      deadline = due;
    }
  }

  /** What the clock did goes into the journal in front of what is stamped by it from now on. */
  private void lookAtClock() {
    clockWatch.look(journal.nextSeq());
    if (!clockWatch.isDue() || !storing) {
      return;
    }
    if (clockWatch.isUrgent()) {
      deadline = clock.nanos();
    } else if (deadline == Long.MAX_VALUE) {
      deadline = clock.nanos() + TALLY_PATIENCE;
    }
    long moved = clockWatch.movedTo();
    if (moved != Long.MIN_VALUE) {
      stamper.times().moved(moved);
    }
    batch.append(clockWatch.say(journal.nextSeq()));
  }

  /**
   * What cannot be a record is malformed: withheld, its acknowledgement would make it come again
   * for ever.
   */
  private Entry.Arrived tooLarge(Arrival arrival, Entry.Arrived entry) {
    troubles.note(arrival.source(), "too-large", "", "", entry.received());
    return new Entry.Arrived(
        entry.seq(),
        entry.received(),
        entry.source(),
        entry.packet(),
        entry.hash(),
        List.of(),
        new Note.Malformed("", "too-large", ""));
  }

  private void define(Signal signal) {
    undefined.put(signal.index(), signal);
  }

  private void defineAll() {
    if (!undefined.isEmpty() && storing) {
      for (Signal signal : undefined.values()) {
        batch.append(new Entry.Defined(journal.nextSeq(), signal));
      }
      undefined.clear();
    }
  }

  private void commit() {
    deadline = Long.MAX_VALUE;
    if (batch.hasEntries()) {
      try {
        journal.commit();
        if (!storing && obstacle.get().isEmpty()) {
          storing = true;
          trouble = "";
          log.info("readings are stored again");
        }
      } catch (IOException e) {
        hinder(String.valueOf(e.getMessage()));
      }
      batch.settle();
      clockWatch.settled(journal.durableBelow());
      lookAhead();
    }
    batch.settleRepeated(storing);
  }

  /** Sees to it that nothing is journalled which readers could not take. */
  private void lookAhead() {
    String why = obstacle.get();
    if (!why.isEmpty()) {
      hinder(why);
    }
  }

  /** Nothing is stored until the next tick finds the way free. */
  private void hinder(String why) {
    if (storing) {
      log.error("nothing can be stored: {}; QoS 1 and 2 are refused until it can", why);
    }
    storing = false;
    trouble = why;
  }

  private void tick() {
    lookAhead();
    clockWatch.written(journal.bytesWritten(), journal.nextSeq());
    lookAtClock();
    tally();
    if (!storing && obstacle.get().isEmpty()) {
      // A write is the only way to find out whether the disk takes something again.
      appendTally();
      commit();
    }
    if (storing) {
      try {
        housekeeping.tick(journal);
      } catch (IOException e) {
        log.warn("journal: housekeeping failed, tried again in a second: {}", e.toString());
      }
    }
  }

  /** Puts the ledger into the next commit if it has changed. */
  private void tally() {
    if (!storing) {
      return;
    }
    // The ledger counts what is settled, so it is of one piece with what is durable even while a
    // batch waits.
    long version = ledger.version();
    if (version != tallied) {
      tallied = version;
      appendTally();
      if (deadline == Long.MAX_VALUE) {
        deadline = clock.nanos() + TALLY_PATIENCE;
      }
    }
  }

  private void appendTally() {
    batch.append(
        ledgerReader.tally(journal.nextSeq(), journal.durableBelow(), stamper.times().ends()));
  }
}
