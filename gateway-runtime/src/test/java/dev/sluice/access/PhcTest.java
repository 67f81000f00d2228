package dev.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text form of a stored hash. */
class PhcTest {

  private static final String GOOD =
      "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA"
          + "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  @Property
  void whatIsWrittenIsRead(
      @ForAll @IntRange(min = 32, max = 65_536) int memory,
      @ForAll @IntRange(min = 1, max = 16) int passes,
      @ForAll @IntRange(min = 1, max = 4) int lanes,
      @ForAll @Size(min = 8, max = 64) byte[] salt,
      @ForAll @Size(min = 16, max = 64) byte[] hash) {
    Phc read = Phc.parse(new Phc(memory, passes, lanes, salt, hash).text()).orElseThrow();
    assertThat(read.memory()).isEqualTo(memory);
    assertThat(read.passes()).isEqualTo(passes);
    assertThat(read.lanes()).isEqualTo(lanes);
    assertThat(read.salt()).isEqualTo(salt);
    assertThat(read.hash()).isEqualTo(hash);
  }

  @Property
  void aDamagedTextIsRefusedOrStaysWithinBounds(
      @ForAll @IntRange(min = 0, max = 90) int at,
      @ForAll @CharRange(from = ' ', to = '~') char other) {
    String damaged = GOOD.substring(0, at) + other + GOOD.substring(at + 1);
    Optional<Phc> read = Phc.parse(damaged);
    read.ifPresent(
        phc -> {
          assertThat(phc.memory()).isBetween(8, 65_536);
          assertThat(phc.passes()).isBetween(1, 16);
          assertThat(phc.lanes()).isBetween(1, 4);
          assertThat(phc.salt()).hasSize(16);
          assertThat(phc.hash()).hasSize(32);
        });
  }

  @Property
  void anyOtherTextIsRefused(@ForAll String text) {
    assertThat(Phc.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=16$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=4000000,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=19456,t=99,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=8,t=2,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
      })
  void whatIsNotOursIsRefused(String text) {
    assertThat(Phc.parse(GOOD)).isPresent();
    assertThat(Phc.parse(text)).isEmpty();
  }
}
