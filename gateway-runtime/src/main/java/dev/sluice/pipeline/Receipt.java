package dev.sluice.pipeline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the giver of an arrival, once, what became of it. Lock-free and small: one is made for
 * every publish.
 *
 * <p>The listener runs on the pipeline thread, or at once on the caller's if the outcome is already
 * known; it must be quick and must not throw.
 */
public final class Receipt {

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Receipt.class, "state", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Null, then a listener (Consumer) or not, then an Outcome. */
  @SuppressWarnings("UnusedVariable") // read and written through STATE
  private volatile @Nullable Object state;

  /** What became of the arrival, or null while that is open. */
  public @Nullable Outcome outcome() {
    return state instanceof Outcome outcome ? outcome : null;
  }

  /**
   * Asks to be told.
   *
   * @throws IllegalStateException if somebody else has already asked
   */
  public void whenSettled(Consumer<Outcome> listener) {
    Object witness = STATE.compareAndExchange(this, null, listener);
    if (witness instanceof Outcome outcome) {
      listener.accept(outcome);
    } else if (witness != null) {
      throw new IllegalStateException("a receipt has one listener");
    }
  }

  /** Called by the pipeline, and by fakes of it, exactly once. */
  @SuppressWarnings("unchecked")
  public void settle(Outcome outcome) {
    Object before = STATE.getAndSet(this, outcome);
    if (before instanceof Consumer<?> listener) {
      ((Consumer<Outcome>) listener).accept(outcome);
    } else if (before != null) {
      throw new IllegalStateException("already settled: " + before);
    }
  }
}
