package dev.sluice.bench;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * What has arrived upstream of one round: which of the numbers, how often, in which order for each
 * topic. A number has 16 digits; its first tells whether it is backlog or live.
 *
 * <p>Written by the receiver's thread, read by any.
 */
final class Arrivals {

  /** What the numbers of a backlog begin from. */
  static final long BACKLOG = 1_000_000_000_000_000L;

  /** What the numbers of live readings begin from. */
  static final long LIVE = 2_000_000_000_000_000L;

  /** A bridge that has been away for long may take so long to come back. */
  private static final long AWAY = 60_000_000_000L;

  private static final int DIGITS = 16;

  private final long base;
  private final long liveBase;
  private final long expected;
  private final BitSet backlog = new BitSet();
  private final long[] liveAt;
  private long[] lastSent = new long[256];
  private long[] lastLate = new long[256];
  private long distinct;
  private long duplicates;
  private long disorder;
  private long ofHistory;
  private long bytes;
  private long firstAt;
  private long lastAt;
  private long quietAt = System.nanoTime();

  /**
   * Nothing has arrived.
   *
   * @param base what the numbers of this round's backlog begin from
   * @param expected how many these are
   * @param live numbers of live readings, at most; they begin from as much above {@link #LIVE}
   */
  Arrivals(long base, long expected, int live) {
    this.base = base;
    this.liveBase = base - BACKLOG + LIVE;
    this.expected = expected;
    this.liveAt = new long[live];
  }

  /**
   * A message arrived.
   *
   * @param topic ends with digits that tell it from all others
   * @param late true if it said of itself that it is backfill
   * @param fromHistory true if it was no longer in the journal
   * @param size bytes of the packet
   */
  synchronized void arrived(
      ByteBuffer topic, ByteBuffer payload, boolean late, boolean fromHistory, int size) {
    long now = System.nanoTime();
    quietAt = now;
    bytes += size;
    long number = number(payload);
    if (number >= LIVE) {
      int place = (int) (number - liveBase);
      if (number >= liveBase && place < liveAt.length && liveAt[place] == 0) {
        liveAt[place] = now;
      }
      return;
    }
    int place = (int) (number - base);
    if (number < base || backlog.get(place)) {
      // Once more, or from a round before.
      duplicates++;
      return;
    }
    backlog.set(place);
    distinct++;
    ofHistory += fromHistory ? 1 : 0;
    firstAt = firstAt == 0 ? now : firstAt;
    lastAt = now;
    order(line(topic), place, late);
  }

  /** Two lanes keep an order of their own each. */
  private void order(int line, int place, boolean late) {
    if (line >= lastSent.length) {
      lastSent = Arrays.copyOf(lastSent, line * 2);
      lastLate = Arrays.copyOf(lastLate, line * 2);
    }
    long[] last = late ? lastLate : lastSent;
    if (place + 1 < last[line]) {
      disorder++;
    }
    last[line] = place + 1L;
  }

  private static int line(ByteBuffer topic) {
    int line = 0;
    int scale = 1;
    for (int i = topic.limit() - 1; i >= topic.position(); i--) {
      int digit = topic.get(i) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      line += digit * scale;
      scale *= 10;
    }
    return line;
  }

  /** The first number of 16 digits in it. */
  private static long number(ByteBuffer payload) {
    int digits = 0;
    long number = 0;
    for (int i = payload.position(); i < payload.limit(); i++) {
      int digit = payload.get(i) - '0';
      if (digit >= 0 && digit <= 9) {
        digits++;
        number = number * 10 + digit;
        if (digits == DIGITS) {
          return number;
        }
      } else {
        digits = 0;
        number = 0;
      }
    }
    throw new IllegalArgumentException("a payload without a number");
  }

  /** Waits until anything of the backlog has arrived. */
  void awaitFirst(long nanos) throws InterruptedException {
    long deadline = System.nanoTime() + nanos;
    while (first() == 0 && System.nanoTime() < deadline) {
      Thread.sleep(1);
    }
  }

  private synchronized long first() {
    return firstAt;
  }

  /** True if all of the backlog has arrived, or nothing for so long. */
  synchronized boolean over(long quietNanos) {
    return distinct == expected || System.nanoTime() - quietAt > (firstAt == 0 ? AWAY : quietNanos);
  }

  /** What the numbers of its live readings begin from. */
  long liveBase() {
    return liveBase;
  }

  /** When a live reading arrived, ns; 0 if it has not. */
  synchronized long liveAt(int n) {
    return liveAt[n];
  }

  /** What has come of it so far; times in ns of {@link System#nanoTime}. */
  synchronized Account account() {
    return new Account(expected, distinct, duplicates, disorder, ofHistory, bytes, firstAt, lastAt);
  }

  /**
   * A backlog's account.
   *
   * @param disorder messages that came after a later one of their topic and lane
   * @param ofHistory how many were no longer in the journal
   * @param bytes of all packets, live and repeated ones included
   */
  record Account(
      long expected,
      long distinct,
      long duplicates,
      long disorder,
      long ofHistory,
      long bytes,
      long firstAt,
      long lastAt) {

    double seconds() {
      return Math.max(1, lastAt - firstAt) / 1e9;
    }

    double rate() {
      return distinct / seconds();
    }

    long lost() {
      return expected - distinct;
    }
  }
}
