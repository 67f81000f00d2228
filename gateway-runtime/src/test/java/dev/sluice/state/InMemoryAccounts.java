package dev.sluice.state;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Accounts for tests; the first one-time code is {@code TEST-0001}. */
public final class InMemoryAccounts implements Accounts {

  private final TreeMap<String, Account> byName = new TreeMap<>();
  private @Nullable String code;
  private int codes;

  @Override
  public synchronized boolean claimed() {
    return !byName.isEmpty();
  }

  @Override
  public synchronized Optional<Account> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  @Override
  public synchronized List<Account> all() {
    return List.copyOf(byName.values());
  }

  @Override
  public synchronized boolean add(Account account) {
    boolean added = byName.putIfAbsent(account.name(), account) == null;
    if (added) {
      code = null;
    }
    return added;
  }

  @Override
  public synchronized boolean claim(Account owner) {
    return byName.isEmpty() && add(owner);
  }

  @Override
  public synchronized boolean replace(Account account) {
    return byName.replace(account.name(), account) != null;
  }

  @Override
  public synchronized boolean remove(String name) {
    return byName.remove(name) != null;
  }

  @Override
  public synchronized Optional<String> setupCode() {
    if (claimed()) {
      return Optional.empty();
    }
    if (code == null) {
      codes++;
      code = "TEST-%04d".formatted(codes);
    }
    return Optional.of(code);
  }
}
