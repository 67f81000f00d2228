package dev.sluice.state;

/** The state store could not be read or written now: the disk is full, read-only or failing. */
public final class StateFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StateFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
