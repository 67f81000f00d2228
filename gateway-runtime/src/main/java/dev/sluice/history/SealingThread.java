package dev.sluice.history;

import dev.sluice.time.WallClock;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread on which everything is written: it decides which heads are due, and tries again later
 * when the store refuses.
 */
final class SealingThread implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SealingThread.class);

  /** All heads together may hold so many bytes before the largest are sealed early. */
  static final long MEMORY_BUDGET = 48L << 20;

  private static final Duration OLDEST = Duration.ofHours(2);
  private static final Duration CHANGES_WAIT = Duration.ofSeconds(30);
  private static final Duration EXPIRY_EVERY = Duration.ofSeconds(5);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofMinutes(1);
  private static final long LOOK_EVERY_MS = 500;
  private static final long WAIT_MS = 50;

  private final Heads heads;
  private final Renewal renewal;
  private final WallClock clock;
  private final Thread thread;
  private final Set<Head> due = new LinkedHashSet<>();

  private Sealer sealer;

  private final Semaphore bell = new Semaphore(0);
  private final Object rounds = new Object();
  private long asked;
  private long answered;
  private volatile boolean stopped;
  private volatile long pressed = Long.MIN_VALUE;
  private volatile @Nullable String trouble;
  private volatile long usedBytes;

  private boolean changesSeen;
  private long changesSince;
  private boolean broken;

  /** The store was found sound after an error that said it is not; once is enough. */
  private boolean rechecked;

  private int failures;
  private long retryAt;
  private long expireAt = Long.MIN_VALUE;

  /** Looks after a store that is said to be damaged. */
  interface Renewal {
    /**
     * Opens the store again and checks it whole: a disk that fails makes SQLite report damage that
     * is not in the file.
     *
     * @return who seals into it; null if it is damaged indeed
     */
    @Nullable Sealer reopen() throws IOException, SQLException;

    /** Sets the store aside, starts a new one and says who seals into that. */
    Sealer renew() throws IOException, SQLException;
  }

  SealingThread(Heads heads, Sealer sealer, Renewal renewal, WallClock clock) {
    this.heads = heads;
    this.sealer = sealer;
    this.renewal = renewal;
    this.clock = clock;
    this.thread = Thread.ofPlatform().name("history-sealer").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Asks for a look at the heads soon. */
  void ring() {
    if (bell.availablePermits() == 0) {
      bell.release();
    }
  }

  /** Every reading below this seq is to be sealed soon. */
  void press(long seq) {
    if (seq > pressed) {
      pressed = seq;
      ring();
    }
  }

  /** What keeps readings from being stored, if anything does. */
  Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** True if readings cannot be stored now. */
  boolean inTrouble() {
    return trouble != null;
  }

  /** Bytes of the store in use when it was last looked at. */
  long usedBytes() {
    return usedBytes;
  }

  /**
   * Seals everything there is and applies retention, and waits until it was tried.
   *
   * @return true if all that was there when it was called is in the store
   */
  boolean sealAll() throws InterruptedException {
    synchronized (rounds) {
      long ticket = ++asked;
      ring();
      while (answered < ticket && !stopped) {
        rounds.wait(LOOK_EVERY_MS);
      }
    }
    return trouble == null && !stopped;
  }

  /** Waits while memory is short. */
  void awaitMemory(BooleanSupplier isShort) throws InterruptedException {
    synchronized (rounds) {
      while (isShort.getAsBoolean()) {
        ring();
        rounds.wait(WAIT_MS);
      }
    }
  }

  private void run() {
    while (!stopped) {
      long ticket;
      synchronized (rounds) {
        ticket = asked;
      }
      look(ticket > answered);
      synchronized (rounds) {
        answered = ticket;
        rounds.notifyAll();
      }
      awaitBell();
    }
  }

  private void awaitBell() {
    try {
      if (bell.tryAcquire(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
        bell.drainPermits();
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread but to end it.
      stopped = true;
    }
  }

  private void look(boolean everything) {
    if (!everything && failures > 0 && clock.nanos() - retryAt < 0) {
      return;
    }
    if (broken) {
      mend();
      if (broken) {
        return;
      }
    }
    try {
      collect(everything);
      sealer.seal(due, everything || changesAreDue(), failures > 0);
      if (everything) {
        // A head that was frozen by an attempt that failed has taken more since.
        collect(true);
        sealer.seal(due, true, false);
      }
      usedBytes = sealer.usedBytes();
      if (everything || clock.nanos() - expireAt >= 0 || expireAt == Long.MIN_VALUE) {
        expire(everything);
        sealer.settle();
      }
      recovered();
    } catch (SQLException e) {
      failed(e);
      if (Sqlite.isDamage(e)) {
        mend();
      } else if (Sqlite.isFull(e)) {
        makeRoom();
      }
    } catch (RuntimeException | Error e) {
      failed(e); // an Error too: if this thread ended, the pipeline would wait for it for ever
    }
  }

  /** Changes of signals wait for company: each write costs the flash whole pages. */
  private boolean changesAreDue() {
    if (!heads.hasPending()) {
      changesSeen = false;
      return false;
    }
    if (!changesSeen) {
      changesSeen = true;
      changesSince = clock.nanos();
    }
    return heads.firstPending() < pressed || clock.nanos() - changesSince >= CHANGES_WAIT.toNanos();
  }

  private void expire(boolean everything) throws SQLException {
    boolean more = sealer.expire(everything);
    while (more && everything) {
      more = sealer.expire(true);
    }
    expireAt = clock.nanos() + (more ? 0 : EXPIRY_EVERY.toNanos());
    usedBytes = sealer.usedBytes();
  }

  private void collect(boolean everything) {
    long now = clock.nanos();
    long pressedBelow = pressed;
    boolean heavy = heads.memory() > MEMORY_BUDGET;
    List<Head> others = new ArrayList<>();
    long dueBytes = 0;
    for (Head head : heads.all()) {
      long first = head.firstSeq();
      if (first == Long.MAX_VALUE) {
        continue;
      }
      boolean isDue =
          everything
              || first < pressedBelow
              || head.full()
              || now - head.since() >= ageLimit(head.signal());
      if (isDue) {
        due.add(head);
        dueBytes += head.waitingBytes();
      } else if (heavy) {
        others.add(head);
      }
    }
    if (heavy) {
      others.sort(Comparator.comparingLong(Head::waitingBytes).reversed());
      long toFree = heads.memory() - MEMORY_BUDGET * 3 / 4 - dueBytes;
      for (Head head : others) {
        if (toFree <= 0) {
          break;
        }
        due.add(head);
        toFree -= head.waitingBytes();
      }
    }
  }

  /** Between 1½ and 2 hours, so that signals that started together are not due together. */
  private static long ageLimit(int signal) {
    long oldest = OLDEST.toNanos();
    int spread = Math.floorMod(signal * 0x9E3779B9, 1024);
    return oldest - oldest / 4 * spread / 1024;
  }

  private void recovered() {
    if (failures > 0) {
      log.info("history is written again after {} attempts", failures);
      failures = 0;
      rechecked = false;
      trouble = null;
    }
  }

  private void failed(Throwable e) {
    long wait = FIRST_RETRY.toNanos() << Math.min(failures, 6);
    retryAt = clock.nanos() + Math.min(wait, LAST_RETRY.toNanos());
    failures++;
    String what = "readings cannot be moved into history: " + e.getMessage();
    if (!what.equals(trouble)) {
      log.error("{}; they stay in the journal and in memory, and it is tried again", what);
    }
    trouble = what;
  }

  /** The file or the disk is full: as long as giving something up helps, it is tried soon again. */
  private void makeRoom() {
    try {
      if (sealer.makeRoom()) {
        retryAt = clock.nanos() + FIRST_RETRY.toNanos();
      }
    } catch (SQLException | RuntimeException stillFull) {
      log.debug("no room could be made", stillFull);
    }
  }

  private void mend() {
    broken = true;
    try {
      Sealer sound = rechecked ? null : renewal.reopen();
      rechecked = sound != null;
      sealer = sound == null ? renewal.renew() : sound;
      broken = false;
      retryAt = clock.nanos();
      ring();
    } catch (IOException | SQLException | RuntimeException e) {
      failed(e);
    }
  }

  /** Ends the thread after the transaction it is in. */
  @Override
  public void close() {
    stopped = true;
    ring();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
