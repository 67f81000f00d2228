package dev.sluice.console.auth;

import dev.sluice.access.Role;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request.
 *
 * @param name the account's name, or the token's id
 * @param source what stands in readings' sources and the audit: {@code NAME} or {@code token:ID}
 * @param role what the caller may do
 * @param session set if it came with a session's cookie
 * @param tokenText set if it came with a token
 */
public record Caller(
    String name, String source, Role role, @Nullable Session session, @Nullable String tokenText) {

  /** Callers with the same key share their caps. */
  public String key() {
    return session == null ? source : session.id();
  }

  @Override
  public String toString() {
    return "Caller[" + source + ", " + role + "]"; // never its secrets
  }
}
