package dev.sluice.history;

import dev.sluice.model.Kind;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.model.Value;
import dev.sluice.time.Restamp;
import dev.sluice.time.WallClock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The readings of one signal that are not in a chunk yet.
 *
 * <p>The pipeline appends to the active columns; the sealing thread freezes them, which starts new
 * ones, and releases the frozen ones once they are stored. So neither waits for the other, and at
 * every moment a reading is in exactly one of active, frozen and the store.
 */
final class Head {

  /** With so many readings a head is due. */
  static final int SEAL_AT = 2048;

  /** With so many readings the pipeline waits for the sealing thread. */
  static final int HARD_CAP = 16_384;

  /** With so many bytes of text a head is due. */
  static final int SEAL_AT_TEXT = 256 << 10;

  /** With so many bytes of messages. */
  static final int SEAL_AT_MESSAGES = 1 << 20;

  /** A reading this far after its arrival, in µs, is from the future and never the newest. */
  static final long AHEAD = 3_600_000_000L;

  private static final long WAIT_MS = 50;

  /** What became of a reading. */
  enum Taken {
    /** It was there before. */
    KNOWN,
    ROOM,
    /** Taken, and the head is due now. */
    DUE,
    /** Not taken: the sealing thread must first make room. */
    FULL
  }

  /** Columns on their way into chunks. */
  record Frozen(Columns rows, long firstSeq, long lastSeq, long bytes, @Nullable Reading newest) {}

  private final Kind kind;
  private final long heavyAt;
  private final AtomicLong memory;

  private Columns active;
  private volatile long activeBytes;

  /** What texts and messages hold beside the columns. */
  private long besideBytes;

  private long activeFirst;
  private long lastSeq;
  private long sealedSeq;
  private @Nullable Frozen frozen;
  private @Nullable Reading newest;

  /** The first of the active rows whose time may be corrected yet. */
  private int doubtFrom;

  private boolean sealedHere;

  private volatile Signal definition;
  private volatile long firstSeq = Long.MAX_VALUE;
  private volatile long since;
  private volatile int size;
  private volatile boolean forgotten;

  // The sealing thread's alone.
  private long end;
  private long reach;

  /**
   * An empty head.
   *
   * @param mark what the store has of the signal
   * @param memory counts the bytes of all heads
   */
  Head(Signal definition, Mark mark, AtomicLong memory) {
    this.definition = definition;
    this.kind = definition.kind();
    this.heavyAt =
        switch (kind) {
          case NUMBER, BOOL -> Long.MAX_VALUE;
          case TEXT -> SEAL_AT_TEXT;
          case MESSAGE -> SEAL_AT_MESSAGES;
        };
    this.memory = memory;
    this.active = new Columns(definition.kind());
    this.lastSeq = mark.sealedSeq();
    this.sealedSeq = mark.sealedSeq();
    this.newest = mark.newest();
    this.end = mark.end();
    this.reach = mark.reach();
  }

  int signal() {
    return definition.index();
  }

  Signal definition() {
    return definition;
  }

  /** Replaces the description; the kind stays. */
  void redefine(Signal newDefinition) {
    definition = newDefinition;
  }

  Kind kind() {
    return kind;
  }

  /** The signal is gone; what is here waits for the sealing thread to drop it. */
  void forget() {
    forgotten = true;
  }

  boolean isForgotten() {
    return forgotten;
  }

  /**
   * Takes a reading with a seq that is higher than all before; ignores any other.
   *
   * @param bounded whether there is a most that it takes
   */
  synchronized Taken accept(Reading reading, WallClock clock, boolean bounded) {
    if (reading.seq() <= lastSeq) {
      return Taken.KNOWN;
    }
    int before = active.size();
    if (bounded && before >= HARD_CAP) {
      return Taken.FULL;
    }
    add(reading);
    lastSeq = reading.seq();
    if (isNewest(reading)) {
      newest = reading.shown();
    }
    if (before == 0) {
      activeFirst = reading.seq();
      since = clock.nanos();
      if (frozen == null) {
        firstSeq = reading.seq();
      }
    }
    size = before + 1;
    long bytes = Columns.bytesFor(active.capacity()) + besideBytes;
    boolean wasLight = activeBytes < heavyAt;
    if (bytes != activeBytes) {
      memory.addAndGet(bytes - activeBytes);
      activeBytes = bytes;
    }
    boolean heavyNow = wasLight && bytes >= heavyAt;
    return before + 1 == SEAL_AT || heavyNow ? Taken.DUE : Taken.ROOM;
  }

  private void add(Reading reading) {
    int quality = reading.quality().code();
    if (kind == Kind.MESSAGE) {
      Value.Message message = reading.value() instanceof Value.Message whole ? whole : null;
      active.add(reading.time(), quality, message);
      besideBytes += message == null ? 0 : 100 + active.weight(active.size() - 1);
    } else {
      String text = kind == Kind.TEXT ? textOf(reading) : null;
      active.add(reading.time(), reading.number(), quality, text);
    }
  }

  private @Nullable String textOf(Reading reading) {
    if (!(reading.value() instanceof Value.Text(String text))) {
      return null;
    }
    int rows = active.size();
    String before = rows == 0 ? null : active.text(rows - 1);
    if (text.equals(before)) {
      return before;
    }
    besideBytes += 48 + 2L * text.length();
    return text;
  }

  private boolean isNewest(Reading reading) {
    Reading best = newest;
    if (best == null) {
      return true;
    }
    boolean ahead = reading.time() - reading.received() > AHEAD;
    boolean bestAhead = best.time() - best.received() > AHEAD;
    return ahead == bestAhead ? reading.time() >= best.time() : bestAhead;
  }

  /** Waits for room, as long as it makes sense. */
  synchronized void awaitRoom(BooleanSupplier open) throws InterruptedException {
    while (active.size() >= HARD_CAP && open.getAsBoolean()) {
      wait(WAIT_MS);
    }
  }

  /** The lowest seq that is not sealed, {@link Long#MAX_VALUE} if all are. */
  long firstSeq() {
    return firstSeq;
  }

  /** When the first of the active readings came, in the clock's ns. */
  long since() {
    return since;
  }

  /** How many readings wait to be frozen. */
  int waiting() {
    return size;
  }

  synchronized long unsealed() {
    Frozen before = frozen;
    return (long) active.size() + (before == null ? 0 : before.rows().size());
  }

  /** About how many bytes the readings hold that wait to be frozen. */
  long waitingBytes() {
    return activeBytes;
  }

  /** True if so many readings, or so many bytes, wait that it is worth a chunk. */
  synchronized boolean full() {
    return active.size() >= SEAL_AT || activeBytes >= heavyAt;
  }

  /** Starts new columns and gives the old ones away; null if nothing waits. */
  synchronized @Nullable Frozen freeze() {
    Frozen before = frozen;
    if (before != null) {
      return before;
    }
    if (active.size() == 0) {
      return null;
    }
    Frozen now = new Frozen(active, activeFirst, lastSeq, activeBytes, newest);
    frozen = now;
    active = new Columns(kind);
    activeBytes = 0;
    besideBytes = 0;
    size = 0;
    doubtFrom = 0;
    notifyAll();
    return now;
  }

  /** The frozen columns are in the store now. */
  synchronized void release(Frozen stored) {
    frozen = null;
    sealedHere = true;
    sealedSeq = stored.lastSeq();
    firstSeq = active.size() == 0 ? Long.MAX_VALUE : activeFirst;
    memory.addAndGet(-stored.bytes());
  }

  /** Drops all readings and says how many there were. */
  synchronized long drop() {
    long dropped = unsealed();
    Frozen before = frozen;
    memory.addAndGet(-activeBytes - (before == null ? 0 : before.bytes()));
    frozen = null;
    active = new Columns(kind);
    activeBytes = 0;
    besideBytes = 0;
    size = 0;
    sealedSeq = lastSeq;
    firstSeq = Long.MAX_VALUE;
    return dropped;
  }

  /** The clock goes on differently from here: nothing that is here now will be corrected by it. */
  synchronized void doubtFromHere() {
    doubtFrom = active.size();
  }

  /** Corrects times that were given in doubt, but for what is frozen. */
  synchronized void restamp(Restamp restamp) {
    active = active.restamped(restamp, doubtFrom);
    Reading last = newest;
    if (last != null) {
      newest = restamp.apply(last);
    }
  }

  /** True if something is on its way into the store. */
  synchronized boolean isFrozen() {
    return frozen != null;
  }

  /** True if something was stored since the head was made. */
  synchronized boolean sealedHere() {
    return sealedHere;
  }

  /** The newest reading by time, sealed or not. */
  synchronized @Nullable Reading newest() {
    return newest;
  }

  /** What a query sees: in the order of time, without repetition; ordered outside the lock. */
  Columns glance() {
    Columns late;
    Columns early;
    synchronized (this) {
      Frozen before = frozen;
      late = active.view();
      early = before == null ? late : before.rows();
    }
    if (early == late) {
      return TimeOrder.sorted(late);
    }
    Columns both = early.emptyLike();
    both.reserve(early.size() + late.size());
    both.addAll(early);
    both.addAll(late);
    return TimeOrder.sorted(both);
  }

  /** How far it is stored, if its chunks are lost. */
  synchronized Mark mark() {
    return new Mark(sealedSeq, Long.MIN_VALUE, Long.MIN_VALUE, newest);
  }

  /** The greatest time of the chunks that are on time. Sealing thread only. */
  long end() {
    return end;
  }

  /** The greatest time of all chunks. Sealing thread only. */
  long reach() {
    return reach;
  }

  /** After a seal. Sealing thread only. */
  void extend(Mark mark) {
    end = mark.end();
    reach = mark.reach();
  }
}
