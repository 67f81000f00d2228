package dev.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.Role;
import dev.sluice.state.Tokens.Token;
import org.junit.jupiter.api.Test;

/** What every keeper of tokens does. */
public interface TokensContract {

  /** No tokens yet. */
  Tokens tokens();

  @Test
  default void aTokenIsKnownByItsText() {
    Tokens tokens = tokens();
    String text = tokens.create("backup script", Role.OPERATOR, 1_000, Long.MAX_VALUE);
    assertThat(text).startsWith("sluice_");
    Token token = tokens.check(text, 2_000).orElseThrow();
    assertThat(token)
        .extracting(Token::note, Token::role, Token::created, Token::expires)
        .containsExactly("backup script", Role.OPERATOR, 1_000L, Long.MAX_VALUE);
    assertThat(text).doesNotContain(token.id());
  }

  @Test
  default void anotherTextIsUnknown() {
    Tokens tokens = tokens();
    String text = tokens.create("", Role.VIEWER, 0, Long.MAX_VALUE);
    char last = text.charAt(text.length() - 1);
    String near = text.substring(0, text.length() - 1) + (last == 'A' ? 'B' : 'A');
    assertThat(tokens.check(near, 0)).isEmpty();
    assertThat(tokens.check("", 0)).isEmpty();
    assertThat(tokens.check(text + "x", 0)).isEmpty();
  }

  @Test
  default void aTokenEndsAtItsTime() {
    Tokens tokens = tokens();
    String text = tokens.create("", Role.VIEWER, 0, 5_000);
    assertThat(tokens.check(text, 4_999)).isPresent();
    assertThat(tokens.check(text, 5_000)).isEmpty();
    assertThat(tokens.all()).hasSize(1);
  }

  @Test
  default void aRevokedTokenIsUnknown() {
    Tokens tokens = tokens();
    String text = tokens.create("a", Role.VIEWER, 0, Long.MAX_VALUE);
    String other = tokens.create("b", Role.VIEWER, 1, Long.MAX_VALUE);
    String id = tokens.check(text, 0).orElseThrow().id();
    assertThat(tokens.revoke(id)).isTrue();
    assertThat(tokens.revoke(id)).isFalse();
    assertThat(tokens.check(text, 0)).isEmpty();
    assertThat(tokens.check(other, 0)).isPresent();
  }

  @Test
  default void allComeOldestFirstWithIdsOfTheirOwn() {
    Tokens tokens = tokens();
    tokens.create("first", Role.VIEWER, 1, Long.MAX_VALUE);
    tokens.create("second", Role.ADMIN, 2, 3);
    assertThat(tokens.all()).extracting(Token::note).containsExactly("first", "second");
    assertThat(tokens.all()).extracting(Token::id).doesNotHaveDuplicates();
  }
}
