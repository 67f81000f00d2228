package dev.sluice.access;

import java.util.Locale;

/** What a person or a token may do; each role may do all that the one before it may. */
public enum Role {
  /** May look. */
  VIEWER,
  /** May also act on the plant: set signals, acknowledge alerts, pause uplinks, write readings. */
  OPERATOR,
  /** May also change the gateway: configuration, users, tokens, deletions. */
  ADMIN;

  /** True if this role may do what {@code needed} may. */
  public boolean covers(Role needed) {
    return compareTo(needed) >= 0;
  }

  /** The role's word in commands, files and the API. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The role with this word.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Role ofWord(String word) {
    for (Role role : values()) {
      if (role.word().equals(word)) {
        return role;
      }
    }
    throw new IllegalArgumentException("a role is viewer, operator or admin, not '" + word + "'");
  }
}
