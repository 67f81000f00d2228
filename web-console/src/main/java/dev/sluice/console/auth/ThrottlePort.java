package dev.sluice.console.auth;

import java.time.Duration;

/** What the console needs to slow guessing down. Safe from any thread, quick. */
public interface ThrottlePort {

  /**
   * Asks to try a secret: zero = go ahead, and the try counts as failed until {@link #succeeded};
   * otherwise how long to wait.
   *
   * @param account the account's name, or a word for what is guessed
   * @param address where it comes from, an IP address as text
   */
  Duration admit(String account, String address);

  /** The admitted try was right. */
  void succeeded(String account, String address);
}
