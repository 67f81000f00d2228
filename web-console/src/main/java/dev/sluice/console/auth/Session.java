package dev.sluice.console.auth;

import dev.sluice.access.Role;

/**
 * One person logged in at one browser.
 *
 * @param id the secret in the cookie
 * @param user the account's name
 * @param role what it may do
 * @param passwordHash the account's hash at log-in: when it changes, the session ends
 * @param csrf what unsafe requests must also carry
 * @param since when it began, monotonic ns
 */
public record Session(
    String id, String user, Role role, String passwordHash, String csrf, long since) {

  @Override
  public String toString() {
    return "Session[" + user + ", " + role + "]"; // never its secrets
  }
}
