package dev.sluice.mqtt.bridge;

import java.time.Duration;

/** Does something when a time is over, unless it is closed before. */
final class Fuse implements AutoCloseable {

  private final Thread thread;
  private volatile boolean blown;

  private Fuse(Duration time, Runnable action) {
    this.thread =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  try {
                    Thread.sleep(time);
                    blown = true;
                    action.run();
                  } catch (InterruptedException e) {
                    // It was closed in time.
                  }
                });
  }

  /** A fuse that burns. */
  static Fuse lit(Duration time, Runnable action) {
    Fuse fuse = new Fuse(time, action);
    fuse.thread.start();
    return fuse;
  }

  /** True once the time was over. */
  boolean blown() {
    return blown;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
