package dev.sluice.mqtt.broker;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs small tasks after a while on the broker's timer thread; after its end, not at all. */
record Later(ScheduledExecutorService timer) {

  private static final Logger log = LoggerFactory.getLogger(Later.class);

  /** Runs a task after so many seconds; 0 = soon, but on the timer's thread. */
  void in(long seconds, Runnable task) {
    var _ = cancellable(seconds, task);
  }

  /** Runs a task again and again, each time so many seconds after its last run ended. */
  void every(long seconds, Runnable task) {
    in(
        seconds,
        () -> {
          guarded(task);
          every(seconds, task);
        });
  }

  /** As {@link #in}, and gives back a handle; null if the broker is closing and it will not run. */
  @Nullable Future<?> cancellable(long seconds, Runnable task) {
    try {
      return timer.schedule(() -> guarded(task), seconds, TimeUnit.SECONDS);
    } catch (RejectedExecutionException _) {
      return null;
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.error("a delayed task of the broker failed", e);
    }
  }
}
