package dev.sluice.uplink;

import dev.sluice.time.WallClock;
import java.util.concurrent.TimeUnit;

/**
 * What both lanes know of the destination: whether it is there, lets us in, and what went wrong
 * last. Safe from any thread.
 */
final class FarSide {

  /** How it answers. */
  enum Contact {
    /** Nothing was tried yet. */
    UNKNOWN,
    THERE,
    AWAY,
    /** It lets nothing of us in until a person has changed something. */
    REFUSING
  }

  /** How long something that was confirmed means that readings flow. */
  private static final long FLOWING = TimeUnit.SECONDS.toNanos(60);

  private final WallClock clock;
  private Contact contact = Contact.UNKNOWN;
  private String lastError = "";
  private long lastErrorAt;
  private boolean everConfirmed;
  private long confirmedAt;

  FarSide(WallClock clock) {
    this.clock = clock;
  }

  synchronized Contact contact() {
    return contact;
  }

  /** The live lane must first get through before the other goes on. */
  synchronized boolean away() {
    return contact == Contact.AWAY;
  }

  synchronized boolean refusing() {
    return contact == Contact.REFUSING;
  }

  /** It confirmed readings. */
  synchronized void confirmed() {
    contact = Contact.THERE;
    everConfirmed = true;
    confirmedAt = clock.nanos();
  }

  /** It answered that it would take readings. */
  synchronized void there() {
    contact = Contact.THERE;
  }

  /**
   * It did not answer as it should.
   *
   * @param away false if only this delivery failed, and nothing is said about the others
   */
  synchronized void failed(String why, boolean away) {
    if (away) {
      contact = Contact.AWAY;
    }
    error(why);
  }

  /** It lets us in no more. */
  synchronized void refused(String why) {
    contact = Contact.REFUSING;
    error(why);
  }

  /** A person wants it to be tried again. */
  synchronized void forgiven() {
    if (contact == Contact.REFUSING) {
      contact = Contact.UNKNOWN;
    }
  }

  /** Something went wrong that is worth telling. */
  synchronized void error(String why) {
    lastError = why;
    lastErrorAt = clock.micros();
  }

  synchronized String lastError() {
    return lastError;
  }

  /** µs since 1970; 0 if nothing ever went wrong. */
  synchronized long lastErrorAt() {
    return lastErrorAt;
  }

  /** True if something was confirmed since then, in the clock's ns. */
  synchronized boolean confirmedSince(long nanos) {
    return everConfirmed && confirmedAt - nanos > 0;
  }

  /** True if something was confirmed within the last minute. */
  synchronized boolean flowing() {
    return everConfirmed && clock.nanos() - confirmedAt < FLOWING;
  }
}
