package dev.sluice.mqtt.bridge;

import dev.sluice.uplink.Lane;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many messages may be under way. The backfill lane gets half of it at most, and less where
 * that keeps the way full, so that the live one always finds room soon and waits little. Each lane
 * is one thread at most.
 */
final class Window {

  private final ReentrantLock lock = new ReentrantLock();

  /** So many places are a large window. */
  private static final int MANY = 64;

  private final Condition liveRoom = lock.newCondition();
  private final Condition backfillRoom = lock.newCondition();
  private final int size;
  private final Tide tide;
  private int live;
  private int backfill;
  private boolean closed;

  /** A window of this many messages, at least 1. */
  Window(int size) {
    this.size = size;
    this.tide = new Tide(Math.max(1, size / 2));
  }

  /**
   * Waits for room for one message and takes it.
   *
   * @return false if there was none in time, or the window was closed
   */
  boolean enter(Lane lane, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Condition room = lane == Lane.LIVE ? liveRoom : backfillRoom;
      long left = nanos;
      while (!closed && !hasRoom(lane)) {
        if (left <= 0) {
          return false;
        }
        left = room.awaitNanos(left);
      }
      if (closed) {
        return false;
      }
      count(lane, 1);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * A message was confirmed: gives its room back.
   *
   * @param took how long that took, ns
   * @param now the clock's ns
   */
  void confirmed(Lane lane, long took, long now) {
    lock.lock();
    try {
      if (lane == Lane.BACKFILL) {
        tide.confirmed(took, now);
      }
    } finally {
      lock.unlock();
    }
    leave(lane);
  }

  /** Gives room back. */
  void leave(Lane lane) {
    lock.lock();
    try {
      count(lane, -1);
      liveRoom.signal();
      // Backfill is not woken for each single place, but for some at once; in a small window it is:
      // a broker that holds back small packets until the one before has been acknowledged (TCP,
      // Nagle) would else wait for our system's delayed acknowledgement, 40 ms, each time.
      if (tide.room() < MANY || backfill <= tide.room() * 3 / 4) {
        backfillRoom.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets nobody in any more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      liveRoom.signalAll();
      backfillRoom.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean hasRoom(Lane lane) {
    return live + backfill < size && (lane == Lane.LIVE || backfill < tide.room());
  }

  private void count(Lane lane, int change) {
    if (lane == Lane.LIVE) {
      live += change;
    } else {
      backfill += change;
    }
  }
}
