package dev.sluice.journal;

/** A record whose checksum is right but whose body this version cannot read. */
final class UnreadableRecord extends Exception {

  private static final long serialVersionUID = 1L;

  UnreadableRecord(Throwable cause) {
    super(cause);
  }
}
