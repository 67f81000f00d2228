package dev.sluice.uplink;

import dev.sluice.journal.Entry;
import dev.sluice.signals.SignalDirectory;
import dev.sluice.state.UplinkState.Saved;
import dev.sluice.time.WallClock;
import dev.sluice.uplink.UplinkStatus.State;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the journal to one destination, in two lanes with a thread each: readings as they come,
 * and beside them what could not be sent when it came.
 *
 * <p>Fed on the pipeline's thread by {@link #entry}; all else is safe from any thread.
 */
public final class Courier {

  private static final Logger log = LoggerFactory.getLogger(Courier.class);

  private static final long AFTER_A_FAULT = TimeUnit.SECONDS.toNanos(5);

  /**
   * What a courier needs.
   *
   * @param backlog its own: it is used by one thread
   */
  public record Parts(
      Backlog backlog,
      Archive archive,
      SignalDirectory directory,
      WallClock clock,
      RandomGenerator random) {}

  private final String id;
  private final String type;
  private final @Nullable Uplink uplink;
  private final CourierSettings settings;
  private final long removedAt;
  private final WallClock clock;
  private final UplinkLedger ledger;
  private final FarSide farSide;
  private final Pause pause;
  private final Rate rate = new Rate();
  private final Bell liveBell;
  private final Bell backfillBell;
  private final @Nullable LaneWork live;
  private final @Nullable LaneWork backfill;

  private volatile boolean stopped;
  private @Nullable Thread liveThread;
  private @Nullable Thread backfillThread;

  /**
   * A courier that goes on where it was; nothing is sent before {@link #start}.
   *
   * @param id its name in the configuration: what its position is kept under
   * @param uplink closed with the courier; null if there is none (disabled, removed): then it only
   *     keeps the account
   * @param saved as it was left, or null if it is new
   * @param removedAt when it was first missing from the configuration, µs since 1970; 0 if it is
   *     there
   */
  public Courier(
      String id,
      String type,
      @Nullable Uplink uplink,
      CourierSettings settings,
      @Nullable Saved saved,
      long removedAt,
      Parts parts) {
    this.id = id;
    this.type = type;
    this.uplink = uplink;
    this.settings = settings;
    this.removedAt = removedAt;
    this.clock = parts.clock();
    this.ledger = new UplinkLedger(id, saved, settings.queue());
    this.pause = new Pause(clock);
    this.farSide = new FarSide(clock);
    this.liveBell = new Bell(clock);
    this.backfillBell = new Bell(clock);
    if (saved != null) {
      pause.until(saved.pausedUntil());
    }
    if (uplink == null) {
      live = null;
      backfill = null;
      return;
    }
    Shaper liveShaper = new Shaper(settings.shaping(), Lane.LIVE, parts.directory());
    Shaper lateShaper = new Shaper(settings.shaping(), Lane.BACKFILL, parts.directory());
    Source backlog =
        new BacklogSource(
            ledger, lateShaper, parts.backlog(), parts.archive(), settings.newestFirst());
    live =
        new LaneWork(
            Lane.LIVE,
            uplink,
            new LiveSource(ledger, liveShaper, settings.batch(), clock, this::wake),
            ledger,
            farSide,
            new Throttle(Budget.unlimited(settings.budget().zone()), clock),
            new Backoff(parts.random(), LaneWork.FIRST_WAIT, settings.backoff()),
            settings,
            clock,
            this::wake);
    backfill =
        new LaneWork(
            Lane.BACKFILL,
            uplink,
            backlog,
            ledger,
            farSide,
            new Throttle(settings.budget(), clock),
            new Backoff(parts.random(), LaneWork.FIRST_WAIT, settings.backoff()),
            settings,
            clock,
            this::wake);
  }

  /** Its name in the configuration. */
  public String id() {
    return id;
  }

  /** When it was first missing from the configuration, µs since 1970; 0 if it is there. */
  public long removedAt() {
    return removedAt;
  }

  /** An entry became durable, or is replayed. Pipeline thread. */
  public void entry(Entry entry) {
    if (ledger.entry(entry, clock.nanos())) {
      liveBell.ring();
      backfillBell.ring();
    }
  }

  /**
   * The journal was replayed: a new uplink begins here.
   *
   * @param readingsThere how many readings journal and history have by now
   */
  public void begin(long readingsThere) {
    ledger.begin(settings.fromBeginning() ? readingsThere : 0);
  }

  /** Starts the lanes, and lets the uplink listen. */
  public void start(ThreadFactory threads) {
    LaneWork liveWork = live;
    LaneWork backfillWork = backfill;
    if (uplink == null || liveWork == null || backfillWork == null) {
      return;
    }
    uplink.start();
    liveThread = started(threads, "live", liveWork, liveBell);
    backfillThread = started(threads, "backfill", backfillWork, backfillBell);
  }

  private Thread started(ThreadFactory threads, String name, LaneWork work, Bell bell) {
    Thread thread = threads.newThread(() -> run(work, bell));
    thread.setName("uplink-" + id + "-" + name);
    thread.start();
    return thread;
  }

  private void run(LaneWork work, Bell bell) {
    try {
      while (!stopped) {
        long wait = turnSafely(work);
        if (wait > 0) {
          bell.await(wait);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long turnSafely(LaneWork work) throws InterruptedException {
    try {
      return turn(work);
    } catch (RuntimeException e) {
      log.error("uplink '{}' stumbled and goes on; please report this", id, e);
      farSide.error("a fault of the gateway: " + e);
      work.drop();
      return AFTER_A_FAULT;
    }
  }

  private long turn(LaneWork work) throws InterruptedException {
    long paused = pause.left();
    if (paused > 0) {
      work.drop();
      return paused;
    }
    return work.turn();
  }

  /** One turn of a lane, for tests without threads; ns to wait until the next one. */
  long turn(Lane lane) throws InterruptedException {
    LaneWork work = lane == Lane.LIVE ? live : backfill;
    return work == null ? LaneWork.IDLE : turn(work);
  }

  private void wake() {
    liveBell.ring();
    backfillBell.ring();
  }

  /**
   * Sends nothing for a time, or until {@link #resume}; also over a restart. A delivery under way
   * is finished.
   *
   * @param time null = without an end
   */
  public void pause(@Nullable Duration time) {
    pauseUntil(time == null ? Pause.FOREVER : clock.micros() + time.toNanos() / 1_000);
  }

  /** Likewise, until a moment, µs since 1970; {@link Long#MAX_VALUE} without an end. */
  void pauseUntil(long micros) {
    pause.until(micros);
    ledger.live(false);
    wake();
  }

  /** Ends a pause; if the far side let us in no more, it is tried again. */
  public void resume() {
    pause.until(0);
    farSide.forgiven();
    wake();
  }

  /**
   * Finds out whether the far side would take readings now. Blocks for a bounded time.
   *
   * @return {@link Delivery.Delivered} if it would
   */
  public Delivery test() throws InterruptedException {
    if (uplink == null) {
      return new Delivery.Refused("the uplink is switched off in the configuration");
    }
    try {
      return uplink.probe();
    } catch (RuntimeException | LinkageError e) {
      return Delivery.Retry.of(String.valueOf(e));
    }
  }

  /** How it is. */
  public UplinkStatus status() {
    UplinkLedger.View view = ledger.view();
    long since = view.since();
    since = live == null ? since : Math.min(since, live.since());
    long until = pause.end();
    boolean flowing = uplink != null && (farSide.flowing() || view.pending() == 0);
    return new UplinkStatus(
        id,
        type,
        state(until != 0),
        flowing,
        view.counts(),
        view.pending(),
        view.backlog(),
        view.acknowledgedTo(),
        view.liveFrom(),
        view.pending() == 0 || since == Long.MAX_VALUE ? 0 : since,
        rate.toCatchUp(),
        farSide.lastError(),
        farSide.lastErrorAt(),
        until,
        uplink == null ? Optional.empty() : uplink.down());
  }

  private State state(boolean paused) {
    if (removedAt != 0) {
      return State.REMOVED;
    }
    if (uplink == null) {
      return State.DISABLED;
    }
    if (paused) {
      return State.PAUSED;
    }
    return switch (farSide.contact()) {
      case UNKNOWN -> State.CONNECTING;
      case THERE -> State.UP;
      case AWAY -> State.BACKING_OFF;
      case REFUSING -> State.REFUSED;
    };
  }

  /** Notes how much is pending; about once a second. */
  void sample() {
    rate.sample(clock.nanos(), ledger.pending());
  }

  /** What is to be saved. */
  UplinkLedger.Snapshot snapshot() {
    return ledger.snapshot(pause.end(), removedAt);
  }

  /** So many dead letters are safe. */
  void saved(int deadLetters) {
    ledger.saved(deadLetters);
  }

  /**
   * Ends the lanes and closes the uplink; what was under way is sent again after the next start.
   */
  public void stop(Duration patience) throws InterruptedException {
    stopped = true;
    interrupt(liveThread);
    interrupt(backfillThread);
    boolean ended = joined(patience.dividedBy(2));
    if (uplink != null) {
      uplink.close();
    }
    ended = ended || joined(patience.dividedBy(2));
    if (!ended) {
      log.warn("uplink '{}' hangs in a delivery and is left behind", id);
    }
  }

  private boolean joined(Duration patience) throws InterruptedException {
    boolean first = join(liveThread, patience);
    boolean second = join(backfillThread, patience);
    return first && second;
  }

  private static void interrupt(@Nullable Thread thread) {
    if (thread != null) {
      thread.interrupt();
    }
  }

  private static boolean join(@Nullable Thread thread, Duration patience)
      throws InterruptedException {
    return thread == null || thread.join(patience);
  }
}
