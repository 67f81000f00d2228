package dev.sluice.uplink;

import dev.sluice.journal.Entry;
import dev.sluice.model.Reading;
import dev.sluice.model.Value;
import dev.sluice.state.UplinkState.Counts;
import dev.sluice.state.UplinkState.DeadLetter;
import dev.sluice.state.UplinkState.Saved;
import dev.sluice.uplink.Position.Gap;
import dev.sluice.uplink.Position.Settled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where each reading is that one uplink is to have: confirmed, left out, given up, lost, in the
 * live lane's hands, or in a gap of the {@link Position}. Each is in exactly one of these places at
 * any moment, and {@link #snapshot} shows one moment.
 *
 * <p>Safe from any thread; no call takes long.
 */
final class UplinkLedger {

  private static final long UNKNOWN = -1;

  /** The most bytes in the live queue, about. */
  private static final long MOST_BYTES = 8 << 20;

  /**
   * How long a reading may wait in the live lane, ns: longer than the longest usual wait between
   * two attempts. More of them would keep those of now waiting once the far side is back.
   */
  static final long FRESH = TimeUnit.SECONDS.toNanos(10);

  /** What came within so many ns came at once. */
  private static final long AT_ONCE = TimeUnit.MILLISECONDS.toNanos(500);

  /**
   * When readings came into the queue.
   *
   * @param at by the monotonic clock: neither a wall clock that is set nor readings that waited
   *     long for the disk make it wrong
   * @param below those below this seq, down to those of the one before
   */
  private record Come(long at, long below) {}

  private final String id;
  private final int mostQueued;
  private final ArrayDeque<Reading> queue = new ArrayDeque<>();
  private final ArrayDeque<Come> comes = new ArrayDeque<>();
  private final List<DeadLetter> letters = new ArrayList<>();

  private Position position = new Position(1);
  private @Nullable Pass pass;
  private Account account = new Account(Counts.NONE);

  /** All entries below this seq were seen. */
  private long next = UNKNOWN;

  /** False until a new uplink begins: what it is shown until then is not its own. */
  private boolean begun;

  private long base;
  private boolean live;
  private long queueFrom;
  private long queueBytes;
  private long handFrom;
  private long handBelow;
  private long handReadings;
  private long handSince;
  private long handCame;

  /**
   * The ledger of an uplink.
   *
   * @param saved as it was left, or null if it is new
   * @param mostQueued readings that the live lane may have waiting
   */
  UplinkLedger(String id, @Nullable Saved saved, int mostQueued) {
    this.id = id;
    this.mostQueued = mostQueued;
    if (saved != null) {
      position = Position.parse(saved.position());
      account = new Account(saved.counts());
      next = position.end();
      begun = true;
      Pass left = saved.pass().isEmpty() ? null : Pass.parse(saved.pass());
      pass = left != null && position.at(left.from()).isPresent() ? left : null;
    }
  }

  /**
   * Replay is over. A new uplink begins here.
   *
   * @param readings how many readings there are already that it is to have as well; 0 = none
   */
  synchronized void begin(long readings) {
    if (begun) {
      return;
    }
    begun = true;
    base = readings;
    if (next != UNKNOWN) {
      beginAt(next);
    }
  }

  private void beginAt(long seq) {
    next = seq;
    position = new Position(seq);
    long there = Math.min(base, seq - 1);
    position.open(1, seq, there, 0);
    account.journalled(there);
  }

  /**
   * An entry became durable, or is replayed.
   *
   * @param now the clock's ns
   * @return true if the lanes have something new
   */
  synchronized boolean entry(Entry entry, long now) {
    long seq = entry.seq();
    if (!begun) {
      next = seq + entry.span();
      return false;
    }
    if (next == UNKNOWN) {
      beginAt(seq);
    }
    if (seq < next) {
      return false;
    }
    List<Reading> readings =
        entry instanceof Entry.Arrived arrived ? arrived.readings() : List.of();
    long since = readings.isEmpty() ? 0 : readings.getFirst().received();
    if (seq > next) {
      // Entries that nobody was shown: damaged ones, which history may have all the same.
      account.journalled(seq - next);
      leave(next, seq, seq - next, since);
      if (queue.isEmpty()) {
        queueFrom = seq;
      }
    }
    next = seq + entry.span();
    account.journalled(readings.size());
    if (!live) {
      leave(seq, next, readings.size(), since);
      return true;
    }
    if (readings.isEmpty() && queue.isEmpty()) {
      queueFrom = next;
      return false;
    }
    for (int i = 0; i < readings.size(); i++) {
      queue.add(readings.get(i));
      queueBytes += Weight.of(readings.get(i).value());
    }
    came(now);
    if (queue.size() > mostQueued || queueBytes > MOST_BYTES) {
      // An eighth of it, so that gaps and work are few.
      letOldestGo(mostQueued - mostQueued / 8, MOST_BYTES - MOST_BYTES / 8);
    }
    return true;
  }

  private void came(long now) {
    Come last = comes.peekLast();
    boolean together = last != null && now - last.at() < AT_ONCE;
    if (together) {
      comes.removeLast();
    }
    comes.addLast(new Come(together ? last.at() : now, next));
  }

  /** Forgets when those came that are not in the queue any more. */
  private void queueShorter() {
    queueFrom = queue.isEmpty() ? next : queue.getFirst().seq();
    while (!comes.isEmpty() && comes.getFirst().below() <= queueFrom) {
      comes.removeFirst();
    }
  }

  private void leave(long from, long below, long readings, long since) {
    position.open(from, below, readings, since);
  }

  /** The oldest in the queue go to the backlog, until no more than this is left. */
  private void letOldestGo(int keep, long keepBytes) {
    long since = queue.getFirst().received();
    long gone = 0;
    while (queue.size() > Math.max(1, keep) || (queueBytes > keepBytes && queue.size() > 1)) {
      queueBytes -= Weight.of(queue.removeFirst().value());
      gone++;
    }
    long from = queueFrom;
    queueShorter();
    leave(from, queueFrom, gone, since);
  }

  /**
   * What has waited for too long goes to the backlog; the hand must be empty.
   *
   * @param now the clock's ns
   * @return true if the backlog has something new
   */
  synchronized boolean letOldGo(long now) {
    long below = UNKNOWN;
    for (Come come : comes) {
      if (now - come.at() <= FRESH) {
        break;
      }
      below = come.below();
    }
    if (queue.isEmpty() || queue.getFirst().seq() >= below) {
      return false;
    }
    long since = queue.getFirst().received();
    long gone = 0;
    while (!queue.isEmpty() && queue.getFirst().seq() < below) {
      queueBytes -= Weight.of(queue.removeFirst().value());
      gone++;
    }
    long from = queueFrom;
    queueShorter();
    leave(from, queueFrom, gone, since);
    return true;
  }

  /**
   * The far side is back. What has gathered meanwhile, if it is more than one delivery, becomes the
   * backlog's but for the newest: what comes from now on must not wait behind it.
   *
   * @param delivery readings in one delivery
   * @param newest so many stay
   * @return true if the live lane has nothing in its hand any more
   */
  synchronized boolean back(int delivery, int newest) {
    if (!live || queue.size() <= delivery) {
      return false;
    }
    letHandGo();
    letOldestGo(newest, MOST_BYTES);
    return true;
  }

  /** From now on what comes goes to the live lane. */
  synchronized void live(boolean on) {
    if (live == on) {
      return;
    }
    live = on;
    if (on) {
      queueFrom = Math.max(next, 1);
      handFrom = queueFrom;
      handBelow = queueFrom;
      handReadings = 0;
    } else {
      letAllGo();
    }
  }

  private void letAllGo() {
    letHandGo();
    if (!queue.isEmpty()) {
      leave(queueFrom, next, queue.size(), queue.getFirst().received());
      queue.clear();
      queueBytes = 0;
    }
    queueShorter();
  }

  private void letHandGo() {
    leave(handFrom, handBelow, handReadings, handSince);
    handFrom = handBelow;
    handReadings = 0;
  }

  /** What the live lane takes into its hands. */
  record Taken(long from, long below, List<Reading> readings) {}

  /** The oldest in the queue, or null if it is empty; the hand must be. */
  synchronized @Nullable Taken take(int most) {
    if (!live || queue.isEmpty()) {
      return null;
    }
    if (handReadings > 0) {
      throw new IllegalStateException("the live lane still has something in its hand");
    }
    List<Reading> taken = new ArrayList<>();
    while (taken.size() < most && !queue.isEmpty()) {
      Reading reading = queue.removeFirst();
      queueBytes -= Weight.of(reading.value());
      taken.add(reading);
    }
    handFrom = queueFrom;
    handCame = comes.getFirst().at();
    queueShorter();
    handBelow = queueFrom;
    handReadings = taken.size();
    handSince = taken.getFirst().received();
    return new Taken(handFrom, handBelow, taken);
  }

  /**
   * The live lane's delivery failed. If newer ones have been let go meanwhile, or what it has in
   * its hand has waited for too long, that follows them.
   *
   * @param now the clock's ns
   * @return true if it keeps what it has
   */
  synchronized boolean keepsHand(long now) {
    boolean old = now - handCame > FRESH || handBelow < queueFrom;
    if (!live || (handReadings > 0 && old)) {
      letHandGo();
      return false;
    }
    return true;
  }

  /** A run is dealt with. */
  synchronized void settle(Shipment.Origin origin, Shipment.Run run, long now) {
    long counted;
    long lost = 0;
    switch (origin) {
      case Shipment.Origin.Queue _ -> {
        if (run.from() != handFrom || run.readings() > handReadings) {
          // Let go while it was on its way: the backlog will settle it.
          return;
        }
        handFrom = run.below();
        handReadings -= run.readings();
        handSince = run.since();
        counted = run.readings();
      }
      case Shipment.Origin.Log _ -> {
        Settled settled = position.settle(run.from(), run.below(), run.readings(), run.since());
        counted = settled.counted();
        lost = settled.lost();
      }
      case Shipment.Origin.Archive(Pass of, Pass _) -> {
        counted = position.credit(of.from(), run.readings());
        pass = run.place();
        if (pass == null) {
          lost = position.settle(of.from(), of.below(), 0, run.since()).lost();
        }
      }
    }
    account.settled(run, counted, lost);
    for (Shipment.Dead one : run.dead()) {
      letters.add(letter(one, now));
    }
  }

  private DeadLetter letter(Shipment.Dead dead, long now) {
    Parcel parcel = dead.parcel();
    String value =
        switch (parcel.value()) {
          case Value.Num num -> String.valueOf(num.number());
          case Value.Bool bool -> String.valueOf(bool.on());
          case Value.Text text -> text.text();
          case Value.Message message -> message.label();
          case null -> "";
        };
    return new DeadLetter(id, parcel.signal().toString(), parcel.time(), value, dead.why(), now);
  }

  /** Readings were handed to the uplink; some of them in vain. */
  synchronized void sent(int parcels, int failed) {
    account.sent(parcels, failed);
  }

  /**
   * The gap that is to be worked on. None above what the live lane has in its hand: should it let
   * that go, it must come first.
   */
  synchronized Optional<Gap> gap(boolean newest) {
    long most = handReadings > 0 ? handFrom : Long.MAX_VALUE;
    Optional<Gap> gap = newest ? position.lastBelow(most) : position.first();
    return gap.filter(found -> found.from() < most);
  }

  /** Makes two of a gap, see {@link Position#split}. */
  synchronized void split(long at, long above) {
    position.split(at, above);
  }

  /** The pass over history under way, or null. */
  synchronized @Nullable Pass pass() {
    return pass;
  }

  /** A pass over history begins. */
  synchronized void begin(Pass newPass) {
    pass = newPass;
  }

  /** Readings that are not accounted for. */
  synchronized long pending() {
    return position.readings() + handReadings + queue.size();
  }

  /**
   * The ledger at one moment.
   *
   * @param pending readings that are not accounted for
   * @param backlog those of them that the live lane does not have
   * @param acknowledgedTo the seq of the first of them
   * @param liveFrom the live lane has what is from this seq on
   * @param since about when the oldest of them was received, µs; {@link Long#MAX_VALUE} if none
   */
  record View(
      Counts counts, long pending, long backlog, long acknowledgedTo, long liveFrom, long since) {}

  synchronized View view() {
    long liveFrom = handReadings > 0 ? handFrom : live ? queueFrom : next;
    long since = Long.MAX_VALUE;
    since = handReadings > 0 ? Math.min(since, handSince) : since;
    since = queue.isEmpty() ? since : Math.min(since, queue.getFirst().received());
    since = Math.min(since, position.first().map(Gap::since).orElse(Long.MAX_VALUE));
    long firstGap = position.first().map(Gap::from).orElse(Long.MAX_VALUE);
    return new View(
        account.counts(),
        pending(),
        position.readings(),
        Math.min(firstGap, liveFrom),
        liveFrom,
        since);
  }

  /**
   * What is to be saved, and the dead letters since the last time.
   *
   * @param saved null if the uplink has not begun
   */
  record Snapshot(@Nullable Saved saved, List<DeadLetter> letters) {}

  /** Counters, position and dead letters of one moment; {@link #saved} when they are safe. */
  synchronized Snapshot snapshot(long pausedUntil, long removedAt) {
    if (!begun || next == UNKNOWN) {
      return new Snapshot(null, List.of());
    }
    Position all = new Position(position);
    all.open(handFrom, handBelow, handReadings, handSince);
    if (!queue.isEmpty()) {
      all.open(queueFrom, next, queue.size(), queue.getFirst().received());
    }
    all.extend(next);
    String passText = pass == null ? "" : pass.toString();
    return new Snapshot(
        new Saved(id, all.toString(), account.counts(), passText, pausedUntil, removedAt),
        List.copyOf(letters));
  }

  /** So many dead letters are safe. */
  synchronized void saved(int deadLetters) {
    letters.subList(0, deadLetters).clear();
  }

  /** Dead letters that are not safe yet. */
  synchronized int unsaved() {
    return letters.size();
  }
}
