package dev.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Passwords are kept so that nobody can read them back. */
class PasswordsTest {

  private final Passwords passwords = new Passwords(new Random(1));

  @Test
  void theRightPasswordFitsAndOthersDoNot() {
    String stored = passwords.hash("correct horse battery");
    assertThat(passwords.verify("correct horse battery", stored)).isTrue();
    assertThat(passwords.verify("correct horse batterz", stored)).isFalse();
    assertThat(passwords.verify("Correct horse battery", stored)).isFalse();
    assertThat(passwords.verify("", stored)).isFalse();
    assertThat(passwords.verify("x".repeat(1_000_000), stored)).isFalse();
  }

  @Test
  void theHashSaysHowItWasMade() {
    String stored = passwords.hash("correct horse battery");
    assertThat(stored)
        .startsWith("$argon2id$v=19$m=19456,t=2,p=1$")
        .doesNotContain("correct")
        .isNotEqualTo(passwords.hash("correct horse battery"));
    assertThat(passwords.needsRehash(stored)).isFalse();
  }

  @Test
  void aHashThatTheReferenceProgramMadeFits() {
    // printf 'correct horse battery' | argon2 saltsaltsaltsalt -id -t 2 -k 19456 -p 1 -l 32 -e
    String stored =
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA"
            + "$iPOQ5f2O21FsjnBvo1AiFcDuSXciCnKUrXFO+yfgNoM";
    assertThat(passwords.verify("correct horse battery", stored)).isTrue();
    assertThat(passwords.verify("correct horse batteri", stored)).isFalse();
    assertThat(passwords.needsRehash(stored)).isFalse();
  }

  @Test
  void moreAtOnceThanTheMemoryHoldsWaitForEachOther() throws Exception {
    String stored = passwords.hash("correct horse battery");
    // All together would take more than the heap of the tests.
    int together = (int) (Runtime.getRuntime().maxMemory() / (19_456 * 1024)) + 4;
    List<Future<Boolean>> answers = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(together)) {
      for (int i = 0; i < together; i++) {
        answers.add(pool.submit(() -> passwords.verify("correct horse battery", stored)));
      }
    }
    for (Future<Boolean> answer : answers) {
      assertThat(answer.get()).isTrue();
    }
  }

  @Test
  void umlautsFitHoweverTheyWereTyped() {
    String stored = passwords.hash("gr\u00fcne \u00c4pfel essen");
    assertThat(passwords.verify("gru\u0308ne A\u0308pfel essen", stored)).isTrue();
  }

  @Test
  void aStoredTextThatIsNoHashFitsNothing() {
    assertThat(passwords.verify("", "")).isFalse();
    assertThat(passwords.verify("plain text password", "plain text password")).isFalse();
    assertThat(passwords.needsRehash("plain text password")).isTrue();
  }

  @Test
  void olderSettingsAskForANewHash() {
    String stored = passwords.hash("correct horse battery");
    assertThat(passwords.needsRehash(stored.replace("m=19456", "m=9216"))).isTrue();
    assertThat(passwords.needsRehash(stored.replace("t=2", "t=1"))).isTrue();
  }

  @Test
  void anUnknownUserCostsAsMuchAsAKnownOne() {
    String stored = passwords.hash("correct horse battery");
    long known = Long.MAX_VALUE;
    long unknown = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long start = System.nanoTime();
      passwords.verify("wrong horse battery", stored);
      long between = System.nanoTime();
      passwords.verifyNobody("wrong horse battery");
      unknown = Math.min(unknown, System.nanoTime() - between);
      known = Math.min(known, between - start);
    }
    // Both hash once; a factor of 4 leaves room for a busy machine, and a skipped hash is 1,000.
    assertThat(unknown).isBetween(known / 4, known * 4);
  }
}
