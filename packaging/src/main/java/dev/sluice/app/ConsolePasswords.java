package dev.sluice.app;

import dev.sluice.access.PasswordRule;
import dev.sluice.access.Passwords;
import dev.sluice.console.auth.PasswordPort;
import java.util.Optional;

/** The console's view of passwords. */
record ConsolePasswords(Passwords passwords, PasswordRule rule) implements PasswordPort {

  @Override
  public String hash(String password) {
    return passwords.hash(password);
  }

  @Override
  public boolean verify(String password, String hash) {
    return passwords.verify(password, hash);
  }

  @Override
  public void verifyNobody(String password) {
    passwords.verifyNobody(password);
  }

  @Override
  public Optional<String> problem(String userName, String password) {
    return rule.problem(userName, password);
  }
}
