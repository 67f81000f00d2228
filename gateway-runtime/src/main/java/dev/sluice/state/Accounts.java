package dev.sluice.state;

import dev.sluice.access.Role;
import java.util.List;
import java.util.Optional;

/** The people who may log in. */
public interface Accounts {

  /**
   * One person.
   *
   * @param name 1 to 64 characters, letters, digits and {@code . _ - @}
   * @param passwordHash a PHC string, see the access package
   */
  record Account(String name, Role role, String passwordHash) {}

  /** True once the box has an owner: an account exists. */
  boolean claimed();

  Optional<Account> find(String name);

  List<Account> all();

  /** Adds an account; false if the name is taken. */
  boolean add(Account account);

  /**
   * Adds the first account and ends the one-time code, in one step; false if somebody was faster.
   */
  boolean claim(Account owner);

  /** Replaces password and role; false if there is no such account. */
  boolean replace(Account account);

  boolean remove(String name);

  /** The one-time code that claims the box, made at the first call; empty once claimed. */
  Optional<String> setupCode();
}
