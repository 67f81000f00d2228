package dev.sluice.pipeline;

import dev.sluice.journal.Entry;
import dev.sluice.model.Reading;
import dev.sluice.time.ClockStory;
import dev.sluice.time.Restamp;
import dev.sluice.time.Standing;
import dev.sluice.time.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the wall clock beside the monotonic one, and says in the journal when it was set, when
 * trust in it begins or ends, and what that means for readings it has stamped. The pipeline
 * thread's, but for what it counts.
 */
public final class ClockWatch {

  private static final Logger log = LoggerFactory.getLogger(ClockWatch.class);

  /** A smaller difference to the monotonic time is no step, µs. */
  static final long STEP = 1_000_000;

  /** Both clocks are read within so many ns, or they are read again: threads are held up. */
  private static final long AT_ONCE = TimeUnit.MILLISECONDS.toNanos(20);

  private static final int TRIES = 10;

  /** The newest record is so old at most, so that it is in the journal at the next start. */
  private static final long AGAIN = TimeUnit.MINUTES.toNanos(10);

  /** Nor does it hold back more bytes of the journal, about. */
  private static final long AGAIN_BYTES = 1 << 20;

  private final WallClock clock;
  private final ClockStory story = new ClockStory();

  private Entry.@Nullable Clock last;
  private boolean running;

  /** Wall time less monotonic time when they were last compared with care, µs. */
  private long offset;

  private boolean trusted;

  /** A step that is not in a record yet, µs. */
  private long unsaid;

  /** From this seq on, readings with the gateway's own time are in doubt. */
  private long from;

  /** Whether there are such readings. */
  private boolean inDoubt;

  /** The greatest time that was stamped in doubt in this life. */
  private long greatest = Long.MIN_VALUE;

  /** What the end of the story says, until that is durable. */
  private List<Restamp.Span> told = List.of();

  private boolean due = true;

  /** The record that is on its way, 0 if none is. */
  private long underWay;

  private long saidAt;
  private long saidSeq;
  private long saidBytes;
  private volatile long durable = Long.MAX_VALUE;
  private final AtomicLong forward = new AtomicLong();
  private final AtomicLong backward = new AtomicLong();
  private volatile @Nullable Step lastStep;

  /**
   * The wall clock was set.
   *
   * @param by how much later, µs; earlier if negative
   * @param time wall time after it, µs since 1970
   * @param nanos monotonic time then
   * @param trusted whether the clock was trusted before
   */
  public record Step(long by, long time, long nanos, boolean trusted) {

    /** For people; goes on from "the clock was". */
    public String text() {
      Duration length = Duration.of(Math.abs(by), ChronoUnit.MICROS).truncatedTo(ChronoUnit.MILLIS);
      return "set "
          + (by > 0 ? "forward" : "back")
          + " by "
          + length.toString().substring(2).toLowerCase(Locale.ROOT)
          + " and says "
          + Instant.EPOCH.plus(time, ChronoUnit.MICROS).truncatedTo(ChronoUnit.MILLIS)
          + " now";
    }
  }

  ClockWatch(WallClock clock) {
    this.clock = clock;
  }

  /** A record of a life before. */
  void remember(Entry.Clock before) {
    last = before;
    durable = before.seq();
    inDoubt = !before.trusted() && !before.spans().isEmpty();
  }

  /** A reading of a life before. */
  void remember(Reading reading) {
    inDoubt |= reading.quality().doubted();
  }

  /** Whether what is stamped now can be trusted, as of the last look. */
  boolean trusted() {
    return trusted;
  }

  /** A reading was stamped in doubt, with this time. */
  void stamped(long time) {
    greatest = inDoubt ? Math.max(greatest, time) : time;
    inDoubt = true;
  }

  /** The greatest time that a reading will be moved to, {@link Long#MIN_VALUE} if none is. */
  long movedTo() {
    return told.isEmpty() || greatest == Long.MIN_VALUE
        ? Long.MIN_VALUE
        : new Restamp(0, 0, told).corrected(greatest);
  }

  /** Goes on where a life before ended, if the system has been running since. */
  private void begin(long seq) {
    Entry.Clock before = last;
    running = true;
    from = seq;
    Moment now = read();
    offset = now.offset();
    trusted = clock.trusted();
    if (before != null && !before.system().isEmpty() && before.system().equals(clock.system())) {
      offset = before.offset();
      if (before.trusted()) {
        if (!trusted && before.kept() && Math.abs(now.offset() - offset) <= STEP) {
          clock.vouch();
          trusted = clock.trusted();
        }
      } else {
        from = before.from();
        story.restore(before.spans());
      }
      compare(now);
    } else {
      inDoubt = false;
    }
    if (trusted) {
      end(now);
    } else {
      story.doubt(now.wall());
    }
  }

  /** Both clocks at one moment. */
  private record Moment(long wall, long nanos) {
    long offset() {
      return wall - nanos / 1_000;
    }
  }

  private Moment read() {
    Moment best = new Moment(0, 0);
    long least = Long.MAX_VALUE;
    for (int i = 0; i < TRIES && least > AT_ONCE; i++) {
      long before = clock.nanos();
      long wall = clock.micros();
      long after = clock.nanos();
      if (after - before < least) {
        least = after - before;
        best = new Moment(wall, before + least / 2);
      }
    }
    return best;
  }

  /**
   * Looks at both clocks; before each reading.
   *
   * @param seq that of the next entry of the journal
   */
  void look(long seq) {
    if (!running) {
      begin(seq);
    }
    long nanos = clock.nanos();
    long moved = clock.micros() - nanos / 1_000 - offset;
    boolean trustedNow = clock.trusted();
    if (moved > STEP || moved < -STEP || trustedNow != trusted) {
      changed(trustedNow, seq);
    }
  }

  /** So many bytes of the journal were written; now and then. */
  void written(long bytes, long seq) {
    boolean old = clock.nanos() - saidAt >= AGAIN || bytes - saidBytes >= AGAIN_BYTES;
    if (old && underWay == 0 && seq > saidSeq + 1) {
      due = true;
      saidBytes = bytes;
    }
  }

  /** True if the journal must be told something before the next reading. */
  boolean isDue() {
    return due;
  }

  /** True if that cannot wait for company. */
  boolean isUrgent() {
    return unsaid != 0 || !told.isEmpty();
  }

  private void changed(boolean trustedNow, long seq) {
    Moment now = read();
    compare(now);
    if (trustedNow == trusted) {
      return;
    }
    trusted = trustedNow;
    due = true;
    if (trusted) {
      end(now);
      log.info("the clock is trusted from now on: it is {}", clock.standing().text());
    } else {
      from = seq;
      inDoubt = false;
      story.doubt(now.wall());
      log.warn("the clock is not trusted any more: it is {}", clock.standing().text());
    }
  }

  private void end(Moment now) {
    List<Restamp.Span> spans = story.end(now.wall(), now.offset() - offset);
    offset = now.offset();
    if (inDoubt) {
      told = spans;
    }
    inDoubt = false;
  }

  private void compare(Moment now) {
    long by = now.offset() - offset;
    if (Math.abs(by) <= STEP) {
      return;
    }
    offset = now.offset();
    unsaid += by;
    due = true;
    if (!trusted || !story.spans().isEmpty()) {
      story.step(now.wall(), by);
    }
    if (!told.isEmpty()) {
      // Not durable yet: the correction itself is in want of correction.
      told = told.stream().map(span -> span.later(by)).toList();
    }
    Step step = new Step(by, now.wall(), now.nanos(), trusted);
    lastStep = step;
    if (by > 0) {
      forward.incrementAndGet();
    } else {
      backward.incrementAndGet();
    }
    log.warn("the clock was {}", step.text());
  }

  /** What the journal is told, under the seq of its next entry. */
  Entry.Clock say(long seq) {
    Moment now = read();
    due = false;
    underWay = seq;
    saidAt = now.nanos();
    saidSeq = seq;
    long wall = now.nanos() / 1_000 + offset;
    List<Restamp.Span> spans = trusted ? told : story.spans();
    return new Entry.Clock(
        seq, clock.system(), wall, now.nanos(), unsaid, trusted, isKept(), from, spans);
  }

  private boolean isKept() {
    return switch (clock.standing()) {
      case SYNCHRONISED, HOLDOVER -> true;
      case DECLARED, BATTERY, HOST, ASSUMED, WAITING, UNSET -> false;
    };
  }

  /** A commit is over: what was on its way is durable, or must be said again. */
  void settled(long durableBelow) {
    if (underWay == 0) {
      return;
    }
    if (underWay < durableBelow) {
      durable = underWay;
      unsaid = 0;
      told = List.of();
    } else {
      due = true;
      from = Math.min(from, durableBelow); // seqs are given again
    }
    underWay = 0;
  }

  /** The newest record stays in the journal, for the next start. */
  long neededFrom() {
    return durable;
  }

  /** How often the clock was set forward since the start. */
  public long forward() {
    return forward.get();
  }

  /** How often it was set back since the start. */
  public long backward() {
    return backward.get();
  }

  /** The last time that it was set, or null. */
  public @Nullable Step lastStep() {
    return lastStep;
  }

  /** How it stands. */
  public Standing standing() {
    return clock.standing();
  }
}
