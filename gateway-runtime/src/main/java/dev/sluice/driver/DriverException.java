package dev.sluice.driver;

import org.jspecify.annotations.Nullable;

/** A device could not be reached or used; says whether trying again can help. */
public final class DriverException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean retryable;

  private DriverException(String message, boolean retryable, @Nullable Throwable cause) {
    super(message, cause);
    this.retryable = retryable;
  }

  /** It may work later: the loop backs off and tries again. */
  public static DriverException retry(String message, Throwable cause) {
    return new DriverException(message, true, cause);
  }

  /** It may work later: the loop backs off and tries again. */
  public static DriverException retry(String message) {
    return new DriverException(message, true, null);
  }

  /** It will not work until somebody changes something. */
  public static DriverException giveUp(String message) {
    return new DriverException(message, false, null);
  }

  /** True if trying again later can help. */
  public boolean retryable() {
    return retryable;
  }
}
