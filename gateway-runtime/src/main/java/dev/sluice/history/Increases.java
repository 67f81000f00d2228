package dev.sluice.history;

import java.util.Arrays;

/**
 * Sums up how a counter grows, bucket by bucket. Readings must come in the order of time.
 *
 * <p>A step belongs to the bucket in which it ends, so nothing is counted twice or left out where
 * buckets meet. A fall is a restart from zero, as with the counters of Prometheus; only a fall
 * below zero is none, since a counter is never there.
 */
final class Increases {

  private static final double MICROS = 1e6;

  private final Axis axis;
  private final boolean rate;
  private final double[] steps;
  private final double[] micros;

  private double last = Double.NaN;
  private long lastTime;

  Increases(Axis axis, Query.Aggregate aggregate) {
    this.axis = axis;
    this.rate = aggregate == Query.Aggregate.RATE;
    steps = new double[axis.buckets()];
    micros = new double[rate ? axis.buckets() : 0];
    Arrays.fill(steps, Double.NaN);
  }

  static boolean serves(Query.Aggregate aggregate) {
    return aggregate == Query.Aggregate.DELTA || aggregate == Query.Aggregate.RATE;
  }

  /** The last reading before all buckets. */
  void before(Columns rows, int row) {
    last = rows.value(row);
    lastTime = rows.time(row);
  }

  /** Adds readings; those that are bad or no number are passed over. */
  void add(Columns rows) {
    for (int row = 0; row < rows.size(); row++) {
      if (rows.usable(row) && !rows.isText()) {
        add(rows.time(row), rows.value(row));
      }
    }
  }

  private void add(long time, double value) {
    if (!Double.isNaN(last)) {
      int bucket = axis.bucket(time);
      double step = value < last && value >= 0 ? value : value - last;
      steps[bucket] = Double.isNaN(steps[bucket]) ? step : steps[bucket] + step;
      if (rate) {
        micros[bucket] += (double) time - lastTime;
      }
    }
    last = value;
    lastTime = time;
  }

  /** A bucket in which no step ends is a gap. */
  Answer.Series series() {
    double[] values = steps.clone();
    for (int bucket = 0; rate && bucket < values.length; bucket++) {
      values[bucket] = values[bucket] / micros[bucket] * MICROS;
    }
    return new Answer.Series(null, null, null, values, null, null);
  }
}
