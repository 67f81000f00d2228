package dev.sluice.lineprotocol;

/** Ends the reading of one line; cheap, because a body may hold many. */
final class BadLineException extends Exception {

  private final int offset;
  private final String reason;

  BadLineException(int offset, String reason) {
    super(reason, null, false, false);
    this.offset = offset;
    this.reason = reason;
  }

  /** Where in the body. */
  int offset() {
    return offset;
  }

  String reason() {
    return reason;
  }
}
