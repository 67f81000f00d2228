package dev.sluice.state;

import dev.sluice.access.Role;
import dev.sluice.access.Secrets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The tokens in the state store: their hashes only. */
final class SqliteTokens implements Tokens {

  private static final String COLUMNS = "SELECT id, note, role, created, expires FROM token ";

  private final Database database;
  private final Secrets secrets;

  SqliteTokens(Database database, Secrets secrets) {
    this.database = database;
    this.secrets = secrets;
  }

  @Override
  public String create(String note, Role role, long created, long expires) {
    String text = secrets.token();
    database.write(
        on ->
            on.update(
                "INSERT INTO token (id, hash, note, role, created, expires)"
                    + " VALUES (?, ?, ?, ?, ?, ?)",
                secrets.id(),
                Secrets.hash(text),
                OneLine.of(note, 200),
                role.word(),
                created,
                expires));
    return text;
  }

  @Override
  public Optional<Token> check(String text, long now) {
    if (!Secrets.looksLikeToken(text)) {
      return Optional.empty();
    }
    // Looking up the hash tells nothing about the token: who can steer it has the token already.
    byte[] hash = Secrets.hash(text);
    return database
        .read(on -> on.first(COLUMNS + "WHERE hash = ?", SqliteTokens::token, (Object) hash))
        .filter(token -> now < token.expires());
  }

  @Override
  public List<Token> all() {
    return database.read(on -> on.list(COLUMNS + "ORDER BY created, rowid", SqliteTokens::token));
  }

  @Override
  public boolean revoke(String id) {
    return database.write(on -> on.update("DELETE FROM token WHERE id = ?", id) == 1);
  }

  private static Token token(ResultSet row) throws SQLException {
    return new Token(
        row.getString(1),
        row.getString(2),
        Role.ofWord(row.getString(3)),
        row.getLong(4),
        row.getLong(5));
  }
}
