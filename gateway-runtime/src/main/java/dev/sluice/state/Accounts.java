package dev.sluice.state;

import dev.sluice.access.Role;
import java.util.List;
import java.util.Optional;

/** The people who may log in. */
public interface Accounts {

  /**
   * One person.
   *
   * @param name see {@link Names#check}
   * @param passwordHash a PHC string, see {@link dev.sluice.access.Passwords}
   */
  record Account(String name, Role role, String passwordHash) {

    /**
     * One person.
     *
     * @throws IllegalArgumentException if the name is not allowed; the message is for people
     */
    public Account {
      Names.check("user name", name);
    }

    /** Hashes stay out of logs. */
    @Override
    public String toString() {
      return "Account[" + name + ", " + role.word() + "]";
    }
  }

  /** True once the box has an owner: an account exists. */
  boolean claimed();

  /** The account with exactly this name. */
  Optional<Account> find(String name);

  /** All accounts by name. */
  List<Account> all();

  /** Adds an account; false if the name is taken. */
  boolean add(Account account);

  /**
   * Adds the first account and ends the one-time code, in one step; false if somebody was faster.
   */
  boolean claim(Account owner);

  /** Replaces password and role; false if there is no such account. */
  boolean replace(Account account);

  /**
   * Removes an account; false if there is none. With the last account the claim ends: the box gets
   * a new one-time code. Callers who do not want that look before.
   */
  boolean remove(String name);

  /**
   * The one-time code that claims the box, made at the first call and the same from then on; empty
   * once claimed. {@link dev.sluice.access.Secrets#sameCode} compares it with what a person typed.
   */
  Optional<String> setupCode();
}
