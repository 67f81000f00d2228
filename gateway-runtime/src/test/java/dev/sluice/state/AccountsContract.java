package dev.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.access.Role;
import dev.sluice.state.Accounts.Account;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every keeper of accounts does. */
public interface AccountsContract {

  /** Accounts of an unclaimed box. */
  Accounts accounts();

  private static Account account(String name, Role role) {
    return new Account(name, role, "hash of " + name);
  }

  @Test
  default void aNewBoxIsUnclaimedAndHasNobody() {
    Accounts accounts = accounts();
    assertThat(accounts.claimed()).isFalse();
    assertThat(accounts.all()).isEmpty();
    assertThat(accounts.find("anna")).isEmpty();
  }

  @Test
  default void theSetupCodeStaysTheSameUntilTheClaim() {
    Accounts accounts = accounts();
    String code = accounts.setupCode().orElseThrow();
    assertThat(accounts.setupCode()).contains(code);
    assertThat(accounts.claim(account("anna", Role.ADMIN))).isTrue();
    assertThat(accounts.setupCode()).isEmpty();
  }

  @Test
  default void onlyTheFirstClaimCounts() {
    Accounts accounts = accounts();
    assertThat(accounts.claim(account("anna", Role.ADMIN))).isTrue();
    assertThat(accounts.claim(account("ben", Role.ADMIN))).isFalse();
    assertThat(accounts.claimed()).isTrue();
    assertThat(accounts.all()).containsExactly(account("anna", Role.ADMIN));
  }

  @Test
  default void anAddedAccountClaimsTheBoxToo() {
    Accounts accounts = accounts();
    assertThat(accounts.setupCode()).isPresent();
    assertThat(accounts.add(account("anna", Role.OPERATOR))).isTrue();
    assertThat(accounts.claimed()).isTrue();
    assertThat(accounts.setupCode()).isEmpty();
  }

  @Test
  default void aNameIsTakenOnce() {
    Accounts accounts = accounts();
    accounts.add(account("anna", Role.VIEWER));
    assertThat(accounts.add(new Account("anna", Role.ADMIN, "other"))).isFalse();
    assertThat(accounts.find("anna")).contains(account("anna", Role.VIEWER));
    assertThat(accounts.add(account("Anna", Role.VIEWER))).isTrue();
  }

  @Test
  default void allComeByName() {
    Accounts accounts = accounts();
    accounts.add(account("carl", Role.VIEWER));
    accounts.add(account("anna", Role.ADMIN));
    accounts.add(account("ben", Role.OPERATOR));
    assertThat(accounts.all()).extracting(Account::name).containsExactly("anna", "ben", "carl");
  }

  @Test
  default void passwordAndRoleAreReplaced() {
    Accounts accounts = accounts();
    accounts.add(account("anna", Role.VIEWER));
    Account after = new Account("anna", Role.ADMIN, "new hash");
    assertThat(accounts.replace(after)).isTrue();
    assertThat(accounts.find("anna")).contains(after);
    assertThat(accounts.replace(account("nobody", Role.ADMIN))).isFalse();
    assertThat(accounts.find("nobody")).isEmpty();
  }

  @Test
  default void removingTheLastAccountBringsANewSetupCode() {
    Accounts accounts = accounts();
    String first = accounts.setupCode().orElseThrow();
    accounts.claim(account("anna", Role.ADMIN));
    assertThat(accounts.remove("ben")).isFalse();
    assertThat(accounts.remove("anna")).isTrue();
    assertThat(accounts.claimed()).isFalse();
    assertThat(accounts.setupCode()).isPresent().get().isNotEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\nb", "a/b", "ä", "a#", "+", "a\u0000"})
  default void namesThatCouldMisleadAreRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> account(name, Role.VIEWER))
        .withMessageContaining("1 to 64 characters");
  }
}
