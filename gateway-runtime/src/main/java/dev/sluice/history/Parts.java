package dev.sluice.history;

import java.util.ArrayList;
import java.util.List;

/** Cuts the readings of one seal into chunks. */
final class Parts {

  /** A full head that grew a little while it waited still makes one chunk. */
  static final int MOST = 2 * Head.SEAL_AT;

  /** The most text in one chunk, in UTF-16 units. */
  private static final long MOST_TEXT = 1 << 20;

  /** The most bytes of messages in one chunk, but for a single one. */
  private static final long MOST_MESSAGES = 1 << 20;

  /** Rows [from, to) become one chunk. */
  record Part(int from, int to, int zone) {}

  private Parts() {}

  /**
   * Where to cut rows, which are in the order of time: late ones and those from the future go
   * apart, so that they neither widen the span of ordinary chunks nor keep them from expiring.
   *
   * @param end the greatest time of the chunks that were on time
   * @param ahead from this time on it is the future
   */
  static List<Part> of(Columns rows, long end, long ahead) {
    List<Part> parts = new ArrayList<>(1);
    int late = end == Long.MAX_VALUE ? rows.size() : rows.firstAtOrAfter(end + 1);
    if (end == Long.MIN_VALUE) {
      late = 0;
    }
    int future = Math.max(late, rows.firstAtOrAfter(ahead));
    cut(rows, 0, late, ChunkRow.LATE, parts);
    cut(rows, late, future, ChunkRow.ON_TIME, parts);
    cut(rows, future, rows.size(), ChunkRow.AHEAD, parts);
    return parts;
  }

  private static void cut(Columns rows, int from, int to, int zone, List<Part> parts) {
    int start = from;
    while (start < to) {
      long first = rows.time(start);
      long limit = first + ChunkRow.MAX_SPAN;
      int stop = limit < first ? to : Math.min(to, rows.firstAtOrAfter(limit));
      divide(rows, start, stop, zone, parts);
      start = stop;
    }
  }

  private static void divide(Columns rows, int from, int to, int zone, List<Part> parts) {
    int count = to - from;
    if (rows.hasMessages()) {
      divideMessages(rows, from, to, zone, parts);
      return;
    }
    long text = 0;
    if (rows.isText()) {
      for (int row = from; row < to; row++) {
        String one = rows.text(row);
        text += one == null ? 0 : one.length();
      }
    }
    int pieces = (int) Math.max((count + MOST - 1) / MOST, (text + MOST_TEXT - 1) / MOST_TEXT);
    for (int piece = 0; piece < pieces; piece++) {
      int start = from + (int) ((long) count * piece / pieces);
      int stop = from + (int) ((long) count * (piece + 1) / pieces);
      if (start < stop) {
        parts.add(new Part(start, stop, zone));
      }
    }
  }

  /** By weight and not in equal counts: a few messages can weigh more than all others. */
  private static void divideMessages(Columns rows, int from, int to, int zone, List<Part> parts) {
    int start = from;
    long bytes = 0;
    for (int row = from; row < to; row++) {
      long weight = rows.weight(row);
      if (row > start && (bytes + weight > MOST_MESSAGES || row - start >= MOST)) {
        parts.add(new Part(start, row, zone));
        start = row;
        bytes = 0;
      }
      bytes += weight;
    }
    parts.add(new Part(start, to, zone));
  }
}
