package dev.sluice.mqtt.bridge;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** As whom the gateway comes to a broker, for one connection. */
final class Login {

  /** A login without an end. */
  static final long FOR_EVER = Long.MAX_VALUE;

  private final String clientId;
  private final @Nullable String username;
  private final @Nullable String password;
  private final long until;

  /**
   * A login.
   *
   * @param until when it ends, in µs since 1970; {@link #FOR_EVER} if it does not
   */
  Login(String clientId, @Nullable String username, @Nullable String password, long until) {
    this.clientId = clientId;
    this.username = username;
    this.password = password;
    this.until = until;
  }

  String clientId() {
    return clientId;
  }

  @Nullable String username() {
    return username;
  }

  byte @Nullable [] password() {
    return password == null ? null : password.getBytes(StandardCharsets.UTF_8);
  }

  /** When it ends, in µs since 1970. */
  long until() {
    return until;
  }
}
