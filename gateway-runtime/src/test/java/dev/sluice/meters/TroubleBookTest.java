package dev.sluice.meters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.meters.TroubleBook.Trouble;
import org.junit.jupiter.api.Test;

/** Who sent what could not be used. */
class TroubleBookTest {

  private final TroubleBook book = new TroubleBook(2);

  private void note(String source, long now) {
    book.note(source, "bad-json", "t", "{", now);
  }

  @Test
  void aSourceIsCalledWhatItWasIntroducedAs() {
    note("esp-1", 1);
    book.introduce("esp-1", "shed (client id esp-1)");
    note("esp-1", 2);
    note("nobody", 3);

    assertThat(book.newestFirst())
        .containsExactly(
            new Trouble("nobody", "bad-json", 1, 3, "t", "{"),
            new Trouble("shed (client id esp-1)", "bad-json", 2, 2, "t", "{"));
  }

  @Test
  void itForgetsThoseThatAreQuietForLongest() {
    for (String source : new String[] {"a", "b", "c"}) {
      book.introduce(source, source.toUpperCase(java.util.Locale.ROOT));
    }
    note("a", 1);
    note("b", 2);
    note("c", 3);

    assertThat(book.newestFirst()).extracting(Trouble::source).containsExactly("C", "B");
    note("a", 4);
    assertThat(book.newestFirst()).extracting(Trouble::source).containsExactly("a", "C");
  }
}
