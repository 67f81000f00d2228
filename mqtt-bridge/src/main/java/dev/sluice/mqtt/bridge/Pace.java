package dev.sluice.mqtt.bridge;

import dev.sluice.time.WallClock;
import dev.sluice.uplink.Lane;

/**
 * Keeps what is sent below what the far side takes in a second: some drop what is beyond that, and
 * say nothing. A tenth of it may come at once, and the rest evenly; the backfill lane waits when
 * half of that tenth is used, so that the live one need not.
 */
final class Pace {

  private static final double SECOND = 1e9;

  private final WallClock clock;
  private final long perMessage;
  private final double perByte;
  private final long burst;

  /** Up to when, in the clock's ns, what was sent uses up the evenly spread part. */
  private long usedTo;

  Pace(Terms.Allowance allowance, WallClock clock) {
    this.clock = clock;
    int messages = allowance.messages();
    this.perMessage = messages == 0 ? 0 : (long) Math.ceil(SECOND / (0.9 * messages));
    this.perByte = allowance.bytes() == 0 ? 0 : SECOND / (0.9 * allowance.bytes());
    this.burst =
        messages == 0 ? (long) (SECOND / 10) : Math.max(0, (messages / 10 - 1) * perMessage);
    this.usedTo = clock.nanos();
  }

  /**
   * Takes leave to send a message.
   *
   * @return 0 if it may be sent now, else ns after which to ask again
   */
  synchronized long take(Lane lane, long bytes) {
    long cost = Math.max(perMessage, (long) (bytes * perByte));
    if (cost == 0) {
      return 0;
    }
    long now = clock.nanos();
    long ahead = Math.max(0, usedTo - now);
    long allowed = lane == Lane.LIVE ? burst : burst / 2;
    if (ahead > allowed) {
      return ahead - allowed;
    }
    usedTo = now + ahead + cost;
    return 0;
  }
}
