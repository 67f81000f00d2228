package dev.sluice.console.stream;

import dev.sluice.console.answer.Problem;
import dev.sluice.console.answer.ProblemType;
import dev.sluice.console.auth.Caller;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** How many live connections there may be, in all and for each caller. Lives on the event loop. */
public final class Seats {

  private static final int MOST = 500;
  private static final int MOST_EACH = 32;

  private final Map<String, Integer> taken = new HashMap<>();
  private final AtomicInteger total = new AtomicInteger();

  /**
   * Takes a seat; leave it exactly once.
   *
   * @throws Problem if there is none
   */
  void take(Caller caller) {
    if (total.get() >= MOST) {
      throw Problem.later(ProblemType.BUSY, MOST + " live connections are open.", 30);
    }
    if (taken.getOrDefault(caller.key(), 0) >= MOST_EACH) {
      throw Problem.later(
          ProblemType.TOO_MANY_CONNECTIONS, "You have " + MOST_EACH + " of them open.", 30);
    }
    total.incrementAndGet();
    taken.merge(caller.key(), 1, Integer::sum);
  }

  void leave(Caller caller) {
    total.decrementAndGet();
    taken.computeIfPresent(caller.key(), (key, count) -> count == 1 ? null : count - 1);
  }

  /** How many are taken; safe from any thread. */
  public int total() {
    return total.get();
  }
}
