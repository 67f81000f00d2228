package dev.sluice.mqtt.bridge;

import java.util.concurrent.TimeUnit;

/**
 * How many messages of the backlog may be under way: as many as keep the way to the broker full,
 * but not more, since whatever is fresh has to wait behind them. Grows while confirmations come
 * about as soon as they ever did, and shrinks when they take longer.
 *
 * <p>Used under the {@link Window}'s lock.
 */
final class Tide {

  /**
   * What a fresh reading may wait longer because of the backlog, at least, ns: less could not be
   * told from the moods of a scheduler. Where the way is long anyway it may be half of its length,
   * since radio links vary by as much.
   */
  private static final long LEAST_WAIT = TimeUnit.MILLISECONDS.toNanos(2);

  /** The way may have changed: so often it is found out anew how fast it can be. */
  private static final long FORGET = TimeUnit.SECONDS.toNanos(60);

  /** Brokers that allow few messages at once leave nothing to be saved. */
  private static final int FEW = 10;

  private final int most;
  private final int least;
  private int room;

  /** The shortest time to a confirmation, ns. */
  private long best = Long.MAX_VALUE;

  private long bestSince;

  /** The shortest one since the last change, and how many are to come before the next. */
  private long round = Long.MAX_VALUE;

  private int left;

  /** True until it was too much for the first time: it may grow quickly. */
  private boolean rising = true;

  /** At its lowest. */
  Tide(int most) {
    this.most = most;
    this.least = Math.min(most, FEW);
    this.room = least;
    this.left = least;
  }

  /** So many may be under way. */
  int room() {
    return room;
  }

  /**
   * A message was confirmed.
   *
   * @param took how long that took, ns
   * @param now the clock's ns
   */
  void confirmed(long took, long now) {
    round = Math.min(round, took);
    left--;
    if (left > 0) {
      return;
    }
    if (best == Long.MAX_VALUE) {
      bestSince = now;
    }
    best = Math.min(best, round);
    long wait = Math.max(LEAST_WAIT, best / 2);
    if (now - bestSince > FORGET) {
      // What was measured behind a queue of our own would be taken for the way's length.
      best = Long.MAX_VALUE;
      room = least;
      rising = true;
    } else if (round - best > wait) {
      rising = false;
      room = Math.max(least, (int) (room * Math.max(0.5, (double) (best + wait) / round)));
    } else {
      room = Math.min(most, room + (rising ? room : Math.max(1, room / 4)));
    }
    round = Long.MAX_VALUE;
    left = room;
  }
}
