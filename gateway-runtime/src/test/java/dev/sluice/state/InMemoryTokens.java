package dev.sluice.state;

import dev.sluice.access.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tokens for tests: {@code sluice_test_1} with id {@code t1} and so on. */
public final class InMemoryTokens implements Tokens {

  private final Map<String, Token> byText = new LinkedHashMap<>();
  private int made;

  @Override
  public synchronized String create(String note, Role role, long created, long expires) {
    made++;
    String text = "sluice_test_" + made;
    byText.put(text, new Token("t" + made, note, role, created, expires));
    return text;
  }

  @Override
  public synchronized Optional<Token> check(String text, long now) {
    return Optional.ofNullable(byText.get(text)).filter(token -> now < token.expires());
  }

  @Override
  public synchronized List<Token> all() {
    return List.copyOf(byText.values());
  }

  @Override
  public synchronized boolean revoke(String id) {
    return byText.values().removeIf(token -> token.id().equals(id));
  }
}
