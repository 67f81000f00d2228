package dev.sluice.state;

import dev.sluice.access.Role;
import dev.sluice.access.Secrets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The accounts and the one-time code in the state store. */
final class SqliteAccounts implements Accounts {

  private static final String COUNT = "SELECT count(*) FROM (SELECT 1 FROM account LIMIT 1)";

  private final Database database;
  private final Secrets secrets;

  SqliteAccounts(Database database, Secrets secrets) {
    this.database = database;
    this.secrets = secrets;
  }

  @Override
  public boolean claimed() {
    return database.read(SqliteAccounts::claimed);
  }

  @Override
  public Optional<Account> find(String name) {
    return database.read(
        on ->
            on.first(
                "SELECT name, role, password_hash FROM account WHERE name = ?",
                SqliteAccounts::account,
                name));
  }

  @Override
  public List<Account> all() {
    return database.read(
        on ->
            on.list(
                "SELECT name, role, password_hash FROM account ORDER BY name",
                SqliteAccounts::account));
  }

  @Override
  public boolean add(Account account) {
    return database.write(on -> insert(on, account));
  }

  @Override
  public boolean claim(Account owner) {
    return database.write(on -> !claimed(on) && insert(on, owner));
  }

  @Override
  public boolean replace(Account account) {
    return database.write(
        on ->
            on.update(
                    "UPDATE account SET role = ?, password_hash = ? WHERE name = ?",
                    account.role().word(),
                    account.passwordHash(),
                    account.name())
                == 1);
  }

  @Override
  public boolean remove(String name) {
    return database.write(on -> on.update("DELETE FROM account WHERE name = ?", name) == 1);
  }

  @Override
  public Optional<String> setupCode() {
    if (claimed()) {
      return Optional.empty();
    }
    Optional<String> standing = database.read(SqliteAccounts::code);
    return standing.isPresent() ? standing : database.write(this::makeCode);
  }

  private Optional<String> makeCode(Statements on) throws SQLException {
    // Another process may have been faster with the code or the claim.
    if (claimed(on)) {
      return Optional.empty();
    }
    on.update("INSERT INTO setup_code VALUES (1, ?) ON CONFLICT DO NOTHING", secrets.setupCode());
    return code(on);
  }

  private static boolean claimed(Statements on) throws SQLException {
    return on.number(COUNT) > 0;
  }

  private static Optional<String> code(Statements on) throws SQLException {
    return on.first("SELECT code FROM setup_code", row -> row.getString(1));
  }

  private static boolean insert(Statements on, Account account) throws SQLException {
    boolean added =
        on.update(
                "INSERT INTO account VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                account.name(),
                account.role().word(),
                account.passwordHash())
            == 1;
    if (added) {
      on.update("DELETE FROM setup_code");
    }
    return added;
  }

  private static Account account(ResultSet row) throws SQLException {
    return new Account(row.getString(1), Role.ofWord(row.getString(2)), row.getString(3));
  }
}
