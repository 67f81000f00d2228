package dev.sluice.history;

import dev.sluice.model.Kind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Condenses the readings of one signal into buckets. Order does not matter, so overlapping chunks
 * need no merging.
 */
final class Buckets {

  private final Axis axis;
  private final Query.Aggregate aggregate;
  private final boolean text;
  private final long[] counts;
  private final double[] min;
  private final double[] max;
  private final double[] sums;
  private final long[] lastTimes;
  private final double[] lasts;
  private final @Nullable String[] lastTexts;

  Buckets(Axis axis, Query.Aggregate aggregate, Kind kind) {
    this.axis = axis;
    this.aggregate = aggregate;
    this.text = kind == Kind.TEXT || kind == Kind.MESSAGE;
    boolean last = aggregate == Query.Aggregate.LAST;
    boolean minmax = aggregate == Query.Aggregate.MINMAX;
    int buckets = axis.buckets();
    counts = new long[buckets];
    min = gaps(minmax ? buckets : 0);
    max = gaps(minmax ? buckets : 0);
    sums = new double[last || text ? 0 : buckets];
    lastTimes = new long[last ? buckets : 0];
    lasts = gaps(last && !text ? buckets : 0);
    lastTexts = new String[last && text ? buckets : 0];
  }

  private static double[] gaps(int size) {
    double[] gaps = new double[size];
    Arrays.fill(gaps, Double.NaN);
    return gaps;
  }

  /** True if the chunk can be added without opening it. */
  boolean takesWhole(ChunkRow row) {
    return !(text && aggregate == Query.Aggregate.LAST)
        && axis.bucket(row.t0()) == axis.bucket(row.t1());
  }

  /** Adds a chunk that lies in one bucket. */
  void add(ChunkRow row) {
    if (row.usable() == 0) {
      return;
    }
    int bucket = axis.bucket(row.t0());
    if (aggregate == Query.Aggregate.LAST) {
      last(bucket, row.lastTime(), row.last(), null);
    } else if (!text) {
      sums[bucket] += row.sum();
      if (aggregate == Query.Aggregate.MINMAX) {
        span(bucket, row.min(), row.max());
      }
    }
    counts[bucket] += row.usable();
  }

  /** The grain of rollups that fill whole buckets; null if none do. */
  @Nullable Grain grain() {
    return switch (aggregate) {
      case MINMAX, AVG, LAST, SUM, COUNT -> text ? null : Grain.fitting(axis.width());
      case DELTA, RATE, STATES, RAW -> null;
    };
  }

  /** Adds one bucket of a rollup, which lies in one of these. */
  void add(Rollup rollup, int at) {
    int bucket = axis.bucket(rollup.start(at));
    if (aggregate == Query.Aggregate.LAST) {
      last(bucket, rollup.lastTime(at), rollup.last(at), null);
    } else {
      sums[bucket] += rollup.sum(at);
      if (aggregate == Query.Aggregate.MINMAX) {
        span(bucket, rollup.min(at), rollup.max(at));
      }
    }
    counts[bucket] += rollup.count(at);
  }

  /** Adds one reading, if it is usable. */
  void add(Columns rows, int row) {
    if (!rows.usable(row)) {
      return;
    }
    int bucket = axis.bucket(rows.time(row));
    double value = rows.value(row);
    if (aggregate == Query.Aggregate.LAST) {
      last(bucket, rows.time(row), value, rows.text(row));
    } else if (!text) {
      sums[bucket] += value;
      if (aggregate == Query.Aggregate.MINMAX) {
        span(bucket, value, value);
      }
    }
    counts[bucket]++;
  }

  private void span(int bucket, double low, double high) {
    boolean first = counts[bucket] == 0;
    min[bucket] = first ? low : Math.min(min[bucket], low);
    max[bucket] = first ? high : Math.max(max[bucket], high);
  }

  private void last(int bucket, long time, double value, @Nullable String string) {
    if (counts[bucket] > 0 && time < lastTimes[bucket]) {
      return;
    }
    lastTimes[bucket] = time;
    if (text) {
      lastTexts[bucket] = string;
    } else {
      lasts[bucket] = value;
    }
  }

  Answer.Series series() {
    return switch (aggregate) {
      case MINMAX ->
          new Answer.Series(
              text ? gaps(axis.buckets()) : min,
              text ? gaps(axis.buckets()) : max,
              averages(),
              counts(),
              null,
              null);
      case AVG -> values(averages());
      case SUM -> values(sums());
      case COUNT -> values(counts());
      case LAST ->
          text ? new Answer.Series(null, null, null, null, lastTexts, null) : values(lasts);
      case RAW, STATES -> throw new IllegalStateException("single readings have no buckets");
      case DELTA, RATE -> throw new IllegalStateException("the order of readings matters here");
    };
  }

  private static Answer.Series values(double[] values) {
    return new Answer.Series(null, null, null, values, null, null);
  }

  private double[] averages() {
    double[] averages = sums();
    for (int bucket = 0; bucket < averages.length; bucket++) {
      averages[bucket] /= counts[bucket];
    }
    return averages;
  }

  private double[] sums() {
    double[] result = gaps(axis.buckets());
    for (int bucket = 0; bucket < result.length; bucket++) {
      if (!text && counts[bucket] > 0) {
        result[bucket] = sums[bucket];
      }
    }
    return result;
  }

  private double[] counts() {
    double[] result = new double[axis.buckets()];
    Arrays.setAll(result, bucket -> counts[bucket]);
    return result;
  }
}
