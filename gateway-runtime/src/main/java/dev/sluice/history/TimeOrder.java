package dev.sluice.history;

import java.util.Arrays;
import java.util.List;

/**
 * Puts columns in the order of time; of rows with the same time the last one stays. Made for rows
 * that are nearly in order: it costs one look when they are.
 */
final class TimeOrder {

  private TimeOrder() {}

  /** The rows in rising order of time, without repetition; the same object if they already are. */
  static Columns sorted(Columns rows) {
    if (isRising(rows)) {
      return rows;
    }
    int[] order = order(rows.times(), rows.size());
    Columns sorted = rows.emptyLike();
    sorted.reserve(rows.size());
    for (int i = 0; i < order.length; i++) {
      boolean replaced = i + 1 < order.length && rows.time(order[i + 1]) == rows.time(order[i]);
      if (!replaced) {
        sorted.add(rows, order[i]);
      }
    }
    return sorted;
  }

  /**
   * The rows in rising order of time, each with a time that no other has and that is not taken: one
   * that is goes to the next free microsecond.
   *
   * @param taken each in the order of time
   */
  static Columns apart(Columns rows, List<Columns> taken) {
    int[] order = order(rows.times(), rows.size());
    Columns apart = rows.emptyLike();
    apart.reserve(rows.size());
    long before = Long.MIN_VALUE;
    for (int row : order) {
      long time = rows.time(row);
      if (apart.size() > 0 && time <= before) {
        time = before + 1;
      }
      while (isTaken(time, taken)) {
        time++;
      }
      apart.add(rows, row);
      apart.times()[apart.size() - 1] = time;
      before = time;
    }
    return apart;
  }

  private static boolean isTaken(long time, List<Columns> taken) {
    for (Columns one : taken) {
      if (one.hasTime(time)) {
        return true;
      }
    }
    return false;
  }

  static boolean isRising(Columns rows) {
    long[] times = rows.times();
    for (int row = 1; row < rows.size(); row++) {
      if (times[row] <= times[row - 1]) {
        return false;
      }
    }
    return true;
  }

  /** Row numbers by rising time, rows of the same time in their old order: a natural merge sort. */
  private static int[] order(long[] times, int size) {
    int[] order = new int[size];
    Arrays.setAll(order, row -> row);
    int[] spare = new int[size];
    while (true) {
      boolean merged = false;
      int start = 0;
      while (start < size) {
        int middle = runEnd(times, order, start);
        int end = middle < size ? runEnd(times, order, middle) : size;
        merge(times, order, start, middle, end, spare);
        merged |= middle < size;
        start = end;
      }
      if (!merged) {
        return order;
      }
      int[] swap = order;
      order = spare;
      spare = swap;
    }
  }

  private static int runEnd(long[] times, int[] order, int start) {
    int end = start + 1;
    while (end < order.length && times[order[end]] >= times[order[end - 1]]) {
      end++;
    }
    return end;
  }

  private static void merge(long[] times, int[] order, int start, int middle, int end, int[] into) {
    int left = start;
    int right = middle;
    for (int at = start; at < end; at++) {
      boolean takeLeft =
          right >= end || (left < middle && times[order[left]] <= times[order[right]]);
      into[at] = takeLeft ? order[left++] : order[right++];
    }
  }
}
