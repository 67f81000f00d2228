package dev.sluice.uplink;

import dev.sluice.time.WallClock;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Wakes a lane's thread; ringing costs next to nothing while it is awake. */
final class Bell {

  private final WallClock clock;
  private volatile boolean rung;
  private volatile @Nullable Thread waiting;

  Bell(WallClock clock) {
    this.clock = clock;
  }

  /** Wakes the thread that waits, or keeps the next one from waiting. Safe from any thread. */
  void ring() {
    if (!rung) {
      rung = true;
      Thread thread = waiting;
      if (thread != null) {
        LockSupport.unpark(thread);
      }
    }
  }

  /** Waits until it is rung, at most so many ns. One thread. */
  void await(long nanos) throws InterruptedException {
    long until = clock.nanos() + nanos;
    waiting = Thread.currentThread();
    try {
      while (!rung) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        long left = until - clock.nanos();
        if (left <= 0) {
          return;
        }
        clock.park(this, left);
      }
    } finally {
      waiting = null;
      rung = false;
    }
  }
}
