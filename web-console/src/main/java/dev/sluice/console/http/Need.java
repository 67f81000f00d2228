package dev.sluice.console.http;

import dev.sluice.access.Role;

/** Who may use a route. */
public enum Need {
  /** Everybody, also without logging in. */
  NOBODY(Role.VIEWER),
  VIEWER(Role.VIEWER),
  OPERATOR(Role.OPERATOR),
  ADMIN(Role.ADMIN),
  /** A viewer; or a program on this box, where the configuration allows it. */
  VIEWER_OR_LOOPBACK(Role.VIEWER);

  private final Role role;

  Need(Role role) {
    this.role = role;
  }

  /** The role a caller must have, unless the route is open to it without one. */
  public Role role() {
    return role;
  }
}
