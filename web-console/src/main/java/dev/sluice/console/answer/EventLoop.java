package dev.sluice.console.answer;

import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.RejectedExecutionException;

/** The way back to a request's event loop from a thread that may block. */
public final class EventLoop {

  private final Context context;

  private EventLoop(Context context) {
    this.context = context;
  }

  /** The loop that this request is served on. */
  public static EventLoop of(RoutingContext context) {
    return new EventLoop(context.vertx().getOrCreateContext());
  }

  /**
   * Runs something on the loop, soon; false if the console has stopped, and its connections too.
   */
  public boolean run(Runnable task) {
    try {
      context.runOnContext(now -> task.run());
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }
}
