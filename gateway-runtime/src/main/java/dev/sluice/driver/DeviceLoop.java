package dev.sluice.driver;

import dev.sluice.driver.DeviceState.Reach;
import dev.sluice.driver.DriverFactory.Surroundings;
import dev.sluice.model.Quality;
import dev.sluice.model.Sample;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.pipeline.Intake;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls one device: opens it, reads it on a fixed grid, hands what it reads to the intake, and
 * keeps trying when it fails.
 *
 * <p>All that touches the driver happens in {@link #turn()}, on one thread; {@link #start} gives it
 * a thread of its own. The other methods are safe from any thread.
 */
public final class DeviceLoop implements AutoCloseable {

  /** How often a device is tried whose driver gave up: somebody may have repaired it. */
  static final long SLOW_RETRY = TimeUnit.MINUTES.toNanos(5);

  private static final Logger log = LoggerFactory.getLogger(DeviceLoop.class);

  private final String device;
  private final Opener opener;
  private final long every;
  private final Surroundings surroundings;
  private final DeviceDoor door;
  private final Backoff backoff;
  private final LinkedBlockingQueue<DeviceWrite> writes = new LinkedBlockingQueue<>(100);

  private @Nullable Driver driver;
  private boolean started;
  private long due;
  private boolean owesBad;

  private volatile DeviceState state = DeviceState.INITIAL;
  private volatile boolean stopped;
  private volatile @Nullable Thread thread;

  private interface Opener {
    Driver open() throws DriverException;
  }

  /**
   * A loop at rest.
   *
   * @param device the device's name in the configuration
   * @param settings an instance of the factory's settings record
   * @param every the distance of the grid, at least 1 ms
   * @param known signals that the device had before this start: marked bad if it cannot be read
   * @throws ClassCastException if the settings are another factory's
   */
  public <C extends Record> DeviceLoop(
      String device,
      DriverFactory<C> factory,
      Record settings,
      Duration every,
      Surroundings surroundings,
      Intake intake,
      Collection<SignalId> known) {
    C own = factory.settings().cast(settings);
    this.device = device;
    this.opener = () -> factory.open(device, own, surroundings);
    this.every = Math.max(every.toNanos(), TimeUnit.MILLISECONDS.toNanos(1));
    this.surroundings = surroundings;
    this.door = new DeviceDoor(device, factory.simulated(), intake, known);
    this.backoff = new Backoff(surroundings.random());
  }

  public String device() {
    return device;
  }

  public DeviceState state() {
    return state;
  }

  /** Starts the loop on a thread of its own. Once only. */
  public void start(ThreadFactory threads) {
    Thread own = threads.newThread(this::run);
    own.setName("device " + device);
    thread = own;
    own.start();
  }

  /**
   * Sets a signal between two reads; waits until the device took it.
   *
   * @param patience how long to wait; a write that has not begun by then will not be done
   * @throws DriverException if the device is offline, did not take it or did not answer in time, or
   *     the signal cannot be set
   */
  public void write(String name, Value value, Duration patience)
      throws DriverException, InterruptedException {
    DeviceWrite write = new DeviceWrite(name, value);
    if (stopped || !writes.offer(write)) {
      throw DriverException.retry(
          stopped ? "device '" + device + "' is not polled any more" : "too many writes at once");
    }
    if (stopped) {
      write.refuse(gone()); // nobody may be left to take it from the queue
    }
    write.await(patience);
  }

  /** Asks the loop to end and to close the device; returns at once. */
  @Override
  public void close() {
    stopped = true;
    Thread own = thread;
    if (own != null) {
      own.interrupt();
    }
  }

  /** Waits for the loop to end after {@link #close}; false if it still hangs in its driver. */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    Thread own = thread;
    return own == null || own.join(patience);
  }

  private void run() {
    try {
      long wait = 0;
      while (!stopped) {
        DeviceWrite write = writes.poll(wait, TimeUnit.NANOSECONDS);
        if (write != null) {
          perform(write);
        }
        wait = turn();
      }
    } catch (InterruptedException e) {
      // close() asked for the end
    } finally {
      stopped = true;
      boolean _ = Thread.interrupted(); // closing may need to wait for the device
      closeDriver();
      for (DeviceWrite left = writes.poll(); left != null; left = writes.poll()) {
        left.refuse(gone());
      }
    }
  }

  /**
   * Does what is due by now: waiting writes, opening, reading.
   *
   * @return how long until something is due, ns; 0 = at once
   */
  public long turn() {
    for (DeviceWrite write = writes.poll(); write != null; write = writes.poll()) {
      perform(write);
    }
    long now = surroundings.clock().nanos();
    if (!started) {
      started = true;
      due = now;
    }
    if (now - due >= 0) {
      poll();
    }
    return Math.max(0, due - surroundings.clock().nanos());
  }

  private void poll() {
    try {
      Driver open = driver;
      if (open == null) {
        open = opener.open();
        driver = open;
      }
      List<Sample> samples = open.read();
      arrived(samples);
      backoff.reset();
      nextOnGrid();
    } catch (DriverException e) {
      failed(e.getMessage(), e, e.retryable());
    } catch (RuntimeException e) {
      failed("the driver failed: " + e, e, true);
    } catch (LinkageError e) {
      failed("the driver cannot run here: " + e, e, false);
    }
  }

  /** The grid is fixed: a late or long read moves no later one, it only misses those it overran. */
  private void nextOnGrid() {
    long late = surroundings.clock().nanos() - due;
    due += every * (late / every + 1);
  }

  private void arrived(List<Sample> samples) {
    int bad = 0;
    for (Sample sample : samples) {
      bad += sample.quality().level() == Quality.Level.BAD ? 1 : 0;
    }
    boolean full = !door.deliver(samples);
    owesBad = false;
    DeviceState before = state;
    long now = surroundings.clock().micros();
    if (full) {
      state = before.skip("the gateway could not keep up: the last poll was skipped", now);
    } else if (bad > 0) {
      String cause = bad + " of " + samples.size() + " signals could not be read";
      state = before.seen(Reach.DEGRADED, cause, now);
    } else {
      state = before.seen(Reach.ONLINE, "", now);
    }
    if (before.reach() == Reach.OFFLINE) {
      log.info("device '{}' is back", device);
    }
  }

  private void failed(@Nullable String message, Throwable error, boolean retryable) {
    closeDriver();
    if (stopped) {
      return; // a read cut short by close() says nothing about the device
    }
    String cause = message == null ? error.toString() : message;
    if (state.reach() != Reach.OFFLINE) {
      owesBad = true;
      log.warn(
          "device '{}' cannot be read: {} ({})",
          device,
          cause,
          retryable ? "trying again" : "check its configuration; trying again every 5 min");
    }
    state = state.offline(cause);
    if (owesBad) {
      owesBad = !door.markBad();
    }
    due = surroundings.clock().nanos() + (retryable ? backoff.next() : SLOW_RETRY);
  }

  private void perform(DeviceWrite write) {
    if (!write.begin()) {
      return;
    }
    Driver open = driver;
    if (open == null) {
      String cause = state.cause();
      write.refuse(
          DriverException.retry(
              "device '" + device + "' is offline" + (cause.isEmpty() ? "" : ": " + cause)));
      return;
    }
    try {
      open.write(write.name(), write.value());
      write.done();
    } catch (DriverException e) {
      write.refuse(e);
    } catch (RuntimeException e) {
      write.refuse(DriverException.retry("the driver failed: " + e, e));
    }
  }

  private DriverException gone() {
    return DriverException.retry("device '" + device + "' is not polled any more");
  }

  private void closeDriver() {
    Driver open = driver;
    driver = null;
    if (open != null) {
      try {
        open.close();
      } catch (RuntimeException e) {
        log.debug("device '{}' did not close cleanly", device, e);
      }
    }
  }
}
