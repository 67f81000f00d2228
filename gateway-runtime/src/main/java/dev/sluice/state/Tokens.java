package dev.sluice.state;

import dev.sluice.access.Role;
import java.util.List;
import java.util.Optional;

/** Bearer tokens for scripts. Only a hash is kept; the token itself is shown once. */
public interface Tokens {

  /**
   * What is known of a token, without its text.
   *
   * @param id short, not secret
   * @param note what its maker called it, may be empty
   * @param created µs since 1970
   * @param expires µs since 1970, the first moment it is no longer good; {@link Long#MAX_VALUE} =
   *     never
   */
  record Token(String id, String note, Role role, long created, long expires) {}

  /** Makes a token and returns its text ({@code sluice_…}), the only time it is seen. */
  String create(String note, Role role, long created, long expires);

  /**
   * The token with this text if it is known and has not expired at {@code now} (µs). Cheap: called
   * per request.
   */
  Optional<Token> check(String text, long now);

  /** All tokens, expired ones too, the oldest first. */
  List<Token> all();

  /** Ends the token with this id; false if there is none. */
  boolean revoke(String id);
}
