package dev.sluice.console.http;

import dev.sluice.console.auth.PasswordPort;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Passwords that tests can read; counts how often it was asked about nobody. */
final class ReadablePasswords implements PasswordPort {

  final AtomicInteger nobody = new AtomicInteger();

  @Override
  public String hash(String password) {
    return "hash of " + password;
  }

  @Override
  public boolean verify(String password, String hash) {
    return hash.equals("hash of " + password);
  }

  @Override
  public void verifyNobody(String password) {
    nobody.incrementAndGet();
  }

  @Override
  public Optional<String> problem(String userName, String password) {
    return password.length() < 12
        ? Optional.of("a password has at least 12 characters")
        : Optional.empty();
  }
}
