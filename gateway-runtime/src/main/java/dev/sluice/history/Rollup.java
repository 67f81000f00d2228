package dev.sluice.history;

import java.util.Arrays;

/**
 * Usable readings of one signal summed up in buckets of one grain, rising, without empty ones. What
 * is asked of a bucket does not depend on how the readings came together, so rollups of parts add
 * up to that of the whole.
 */
final class Rollup {

  private final Grain grain;
  private long[] buckets;
  private long[] counts;
  private long[] lastTimes;
  private double[] min;
  private double[] max;
  private double[] sums;
  private double[] lasts;
  private int size;

  Rollup(Grain grain) {
    this(grain, 16);
  }

  private Rollup(Grain grain, int capacity) {
    this.grain = grain;
    buckets = new long[capacity];
    counts = new long[capacity];
    lastTimes = new long[capacity];
    min = new double[capacity];
    max = new double[capacity];
    sums = new double[capacity];
    lasts = new double[capacity];
  }

  /** Sums up the usable ones of rows [from, to), which are numbers in the order of time. */
  static Rollup of(Grain grain, Columns rows, int from, int to) {
    Rollup rollup = new Rollup(grain);
    int row = from;
    while (row < to) {
      long bucket = grain.bucket(rows.time(row));
      long end = (bucket + 1) * grain.width();
      int start = row;
      while (row < to && rows.time(row) < end) {
        row++;
      }
      rollup.sumUp(bucket, rows, start, row);
    }
    return rollup;
  }

  private void sumUp(long bucket, Columns rows, int from, int to) {
    long count = 0;
    long lastTime = 0;
    double low = Double.NaN;
    double high = Double.NaN;
    double sum = 0;
    double last = Double.NaN;
    int digits = 0;
    for (int row = from; row < to; row++) {
      if (!rows.usable(row)) {
        continue;
      }
      double value = rows.value(row) + 0.0;
      low = count == 0 ? value : Math.min(low, value);
      high = count == 0 ? value : Math.max(high, value);
      sum += value;
      digits = Decimals.digits(value, digits);
      last = value;
      lastTime = rows.time(row);
      count++;
    }
    if (count > 0) {
      add(bucket, count, lastTime, low, high, Decimals.round(sum, digits), last);
    }
  }

  /** Appends a bucket behind all others. */
  void add(
      long bucket, long count, long lastTime, double low, double high, double sum, double last) {
    if (size == buckets.length) {
      grow(size * 2);
    }
    buckets[size] = bucket;
    counts[size] = count;
    lastTimes[size] = lastTime;
    min[size] = low;
    max[size] = high;
    sums[size] = sum;
    lasts[size] = last;
    size++;
  }

  private void add(Rollup other, int at) {
    add(
        other.buckets[at],
        other.counts[at],
        other.lastTimes[at],
        other.min[at],
        other.max[at],
        other.sums[at],
        other.lasts[at]);
  }

  /** Adds all readings of the other to its own of the last bucket. */
  private void join(Rollup other, int at) {
    int own = size - 1;
    min[own] = Math.min(min[own], other.min[at]);
    max[own] = Math.max(max[own], other.max[at]);
    sums[own] = Decimals.sum(sums[own], other.sums[at]);
    if (other.lastTimes[at] >= lastTimes[own]) {
      lastTimes[own] = other.lastTimes[at];
      lasts[own] = other.lasts[at];
    }
    counts[own] += other.counts[at];
  }

  /** What the readings of both are together; of two with the same time the other's is the last. */
  Rollup plus(Rollup other) {
    Rollup both = new Rollup(grain, Math.max(1, size + other.size));
    int mine = 0;
    int theirs = 0;
    while (mine < size || theirs < other.size) {
      boolean takeMine =
          theirs == other.size || (mine < size && buckets[mine] <= other.buckets[theirs]);
      if (takeMine) {
        both.add(this, mine++);
        if (theirs < other.size && both.bucket(both.size - 1) == other.buckets[theirs]) {
          both.join(other, theirs++);
        }
      } else {
        both.add(other, theirs++);
      }
    }
    return both;
  }

  /** Those of the buckets that start in [from, to). */
  Rollup between(long from, long to) {
    Rollup part = new Rollup(grain);
    for (int at = 0; at < size; at++) {
      if (start(at) >= from && start(at) < to) {
        part.add(this, at);
      }
    }
    return part;
  }

  private void grow(int capacity) {
    buckets = Arrays.copyOf(buckets, capacity);
    counts = Arrays.copyOf(counts, capacity);
    lastTimes = Arrays.copyOf(lastTimes, capacity);
    min = Arrays.copyOf(min, capacity);
    max = Arrays.copyOf(max, capacity);
    sums = Arrays.copyOf(sums, capacity);
    lasts = Arrays.copyOf(lasts, capacity);
  }

  /** Makes room for so many buckets, to be written straight into the arrays. */
  void reserve(int capacity) {
    if (buckets.length < capacity) {
      grow(capacity);
    }
  }

  /** Says that so many buckets were written into the arrays. */
  void filled(int count) {
    size = count;
  }

  /** True if every number is the same. */
  boolean sameAs(Rollup other) {
    return grain == other.grain
        && Arrays.equals(buckets, 0, size, other.buckets, 0, other.size)
        && Arrays.equals(counts, 0, size, other.counts, 0, other.size)
        && Arrays.equals(lastTimes, 0, size, other.lastTimes, 0, other.size)
        && Arrays.equals(min, 0, size, other.min, 0, other.size)
        && Arrays.equals(max, 0, size, other.max, 0, other.size)
        && Arrays.equals(sums, 0, size, other.sums, 0, other.size)
        && Arrays.equals(lasts, 0, size, other.lasts, 0, other.size);
  }

  Grain grain() {
    return grain;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  long bucket(int at) {
    return buckets[at];
  }

  /** When a bucket starts, µs. */
  long start(int at) {
    return buckets[at] * grain.width();
  }

  /** Usable readings in a bucket, at least 1. */
  long count(int at) {
    return counts[at];
  }

  /** Usable readings in all. */
  long readings() {
    long all = 0;
    for (int at = 0; at < size; at++) {
      all += counts[at];
    }
    return all;
  }

  /** The time of a bucket's last reading, µs. */
  long lastTime(int at) {
    return lastTimes[at];
  }

  double min(int at) {
    return min[at];
  }

  double max(int at) {
    return max[at];
  }

  double sum(int at) {
    return sums[at];
  }

  double last(int at) {
    return lasts[at];
  }

  long[] buckets() {
    return buckets;
  }

  long[] counts() {
    return counts;
  }

  long[] lastTimes() {
    return lastTimes;
  }

  double[] minima() {
    return min;
  }

  double[] maxima() {
    return max;
  }

  double[] sums() {
    return sums;
  }

  double[] lasts() {
    return lasts;
  }
}
