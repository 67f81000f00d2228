package dev.sluice.faults;

import java.time.Duration;

/** What is wrong with one direction at the moment. */
final class Faults {

  private long delayNanos;
  private long rate;
  private int slice;
  private boolean stalled;
  private long bytes;
  private long cutAt = Long.MAX_VALUE;
  private long passed;
  private int ended;
  private long every;
  private Runnable cut = () -> {};

  synchronized void delay(Duration delay) {
    delayNanos = delay.toNanos();
  }

  synchronized long delayNanos() {
    return delayNanos;
  }

  synchronized void rate(long bytesPerSecond) {
    rate = bytesPerSecond;
  }

  synchronized void slice(int bytesInOne) {
    slice = bytesInOne;
  }

  synchronized void stall(boolean on) {
    stalled = on;
    notifyAll();
  }

  synchronized void cutAfter(long more, boolean again, Runnable action) {
    cutAt = passed + more;
    every = again ? more : 0;
    cut = action;
  }

  synchronized void came(int count) {
    bytes += count;
  }

  synchronized long bytes() {
    return bytes;
  }

  synchronized void cameToAnEnd() {
    ended++;
  }

  synchronized int ended() {
    return ended;
  }

  synchronized void awaitGo() throws InterruptedException {
    while (stalled) {
      wait();
    }
  }

  /** How many of so many bytes may go on in one piece; 0 = the connection is to be cut. */
  synchronized int piece(int wanted) {
    int sliced = slice > 0 ? Math.min(slice, wanted) : wanted;
    // A tenth of a second's worth at a time, so that a low rate flows and does not jump.
    int rated = rate > 0 ? (int) Math.max(1, Math.min(sliced, rate / 10)) : sliced;
    return (int) Math.min(rated, cutAt - passed);
  }

  /** A piece went on; how long to wait before the next one, ns. */
  synchronized long passed(int count) {
    passed += count;
    return rate > 0 ? count * 1_000_000_000L / rate : 0;
  }

  void cut() {
    Runnable action;
    synchronized (this) {
      action = cut;
      cutAt = every > 0 ? passed + every : Long.MAX_VALUE;
    }
    action.run();
  }
}
