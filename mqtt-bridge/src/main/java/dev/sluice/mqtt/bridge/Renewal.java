package dev.sluice.mqtt.bridge;

import dev.sluice.time.WallClock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * Waits until a session's credentials are about to end and then replaces the session by a new one,
 * at a moment when nothing is under way: so nothing is lost, and nothing is sent twice.
 */
final class Renewal implements Runnable {

  /** Looked at again after so long: clocks are set. */
  private static final Duration LOOK = Duration.ofSeconds(30);

  /** So long before the end it is renewed, unless a fifth of the whole time is less. */
  private static final long MARGIN_MICROS = TimeUnit.MINUTES.toMicros(5);

  private final Session session;
  private final Connector connector;
  private final Lock alone;
  private final Duration bound;
  private final WallClock clock;
  private final long margin;
  private final long dueNanos;

  /**
   * A renewal of a session that has just begun.
   *
   * @param alone held while the session is replaced; whoever holds it has it for themselves
   * @param bound how long to wait for that, before the session is looked at again
   */
  Renewal(Session session, Connector connector, Lock alone, Duration bound, WallClock clock) {
    this.session = session;
    this.connector = connector;
    this.alone = alone;
    this.bound = bound;
    this.clock = clock;
    long life = Math.max(0, session.login().until() - clock.micros());
    this.margin = Math.min(life / 5, MARGIN_MICROS);
    this.dueNanos = clock.nanos() + (life - margin) * 1000;
  }

  @Override
  public void run() {
    try {
      while (!due()) {
        Duration left = Duration.ofNanos(Math.max(1_000_000, dueNanos - clock.nanos()));
        if (session.awaitEnd(left.compareTo(LOOK) < 0 ? left : LOOK)) {
          return;
        }
      }
      // A batch can take minutes, at a low rate, and whoever sends one does not let go of it.
      session.wind();
      while (session.loss() == null) {
        if (alone.tryLock(bound.toMillis(), TimeUnit.MILLISECONDS)) {
          try {
            connector.renew(session, bound);
            return;
          } finally {
            alone.unlock();
          }
        }
      }
    } catch (InterruptedException e) {
      // Nobody does that; if so, the session ends when its credentials do.
    }
  }

  private boolean due() {
    boolean passed = dueNanos - clock.nanos() <= 0;
    return passed || clock.micros() >= session.login().until() - margin;
  }
}
