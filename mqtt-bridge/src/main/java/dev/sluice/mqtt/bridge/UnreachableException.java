package dev.sluice.mqtt.bridge;

import dev.sluice.uplink.Delivery;

/** A broker cannot be used now; says whether that may change by itself. */
final class UnreachableException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Delivery verdict;

  private UnreachableException(String why, Delivery verdict) {
    super(why, null, false, false);
    this.verdict = verdict;
  }

  /** It may work later. */
  static UnreachableException forNow(String why) {
    return new UnreachableException(why, Delivery.Retry.of(why));
  }

  /** It will not work before a person has changed something. */
  static UnreachableException untilChanged(String why) {
    return new UnreachableException(why, new Delivery.Refused(why));
  }

  /** What a delivery comes to that needed this broker. */
  Delivery verdict() {
    return verdict;
  }
}
