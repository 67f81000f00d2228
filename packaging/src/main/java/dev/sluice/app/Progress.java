package dev.sluice.app;

import dev.sluice.time.WallClock;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** Says on stderr every few seconds how far a long work is. For one thread. */
final class Progress {

  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Asking the clock for each reading would cost more than the reading. */
  private static final int LOOK_EVERY = 1024;

  private final WallClock clock;
  private final PrintWriter err;
  private final long start;
  private long said;
  private long readings;
  private long saidReadings;

  Progress(WallClock clock, PrintWriter err) {
    this.clock = clock;
    this.err = err;
    this.start = clock.nanos();
    this.said = start;
  }

  /**
   * Counts a reading.
   *
   * @param done how much of the whole is done, 0 to 1; NaN if nobody knows
   */
  void reading(DoubleSupplier done) {
    readings++;
    if (readings % LOOK_EVERY == 0) {
      long now = clock.nanos();
      if (now - said >= EVERY_NANOS) {
        say(now, done.getAsDouble());
      }
    }
  }

  private void say(long now, double done) {
    double rate = (readings - saidReadings) / ((now - said) / 1e9);
    String part = Double.isNaN(done) ? "" : String.format(Locale.ROOT, ", %.0f %%", 100 * done);
    err.printf(Locale.ROOT, "%,d readings, %,.0f/s%s%n", readings, rate, part);
    err.flush();
    said = now;
    saidReadings = readings;
  }

  long readings() {
    return readings;
  }

  /** How long it took, for people. */
  String took() {
    double seconds = Math.max(1e-3, (clock.nanos() - start) / 1e9);
    return String.format(Locale.ROOT, "%,.1f s, %,.0f/s", seconds, readings / seconds);
  }
}
