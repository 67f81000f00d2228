package dev.sluice.mqtt.inbound;

/**
 * Ends the decoding of one publish; cheap, because a broken device sends the same again for days.
 */
final class MalformedException extends Exception {

  private final Reason reason;

  MalformedException(Reason reason) {
    super(reason.word(), null, false, false);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
