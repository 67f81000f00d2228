package dev.sluice.console.auth;

import java.util.Optional;

/** What the console needs of passwords. Hashing is slow: never on an event loop. */
public interface PasswordPort {

  /** The PHC string to keep for a password. */
  String hash(String password);

  /** True if the password belongs to the PHC string. */
  boolean verify(String password, String hash);

  /** Takes as long as {@link #verify}, for names that do not exist. */
  void verifyNobody(String password);

  /** Why this password is not good enough for this user, for people; empty if it is. */
  Optional<String> problem(String userName, String password);
}
