package dev.sluice.console.answer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where work that blocks is done, so that event loops never wait. Few threads, and a bounded line
 * before them: who comes when it is full is told to come again.
 */
public final class Workers {

  private final String what;
  private final int mostWaiting;
  private final AtomicInteger waiting = new AtomicInteger();
  private final WorkerExecutor executor;

  /**
   * Makes the threads.
   *
   * @param name of the threads
   * @param threads how many
   * @param mostWaiting how many tasks may wait or run
   * @param what they do, for the message to who is turned away
   */
  public Workers(Vertx vertx, String name, int threads, int mostWaiting, String what) {
    this.what = what;
    this.mostWaiting = mostWaiting;
    this.executor = vertx.createSharedWorkerExecutor(name, threads, 5, TimeUnit.MINUTES);
  }

  /** Does the work on one of the threads; the future completes on the caller's event loop. */
  @SuppressWarnings("NullAway") // a Callable<T> that yields null would have to say so
  public <T> Future<T> run(Callable<T> work) {
    if (waiting.incrementAndGet() > mostWaiting) {
      waiting.decrementAndGet();
      return Future.failedFuture(
          Problem.later(ProblemType.BUSY, "Too many are waiting for " + what + ".", 2));
    }
    return executor.executeBlocking(work, false).onComplete(done -> waiting.decrementAndGet());
  }
}
