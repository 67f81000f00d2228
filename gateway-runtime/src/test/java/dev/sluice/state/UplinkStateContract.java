package dev.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.state.UplinkState.Asked;
import dev.sluice.state.UplinkState.Counts;
import dev.sluice.state.UplinkState.DeadLetter;
import dev.sluice.state.UplinkState.Saved;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link UplinkState} must keep to. */
interface UplinkStateContract {

  /** An empty one that keeps {@link UplinkState#MOST_DEAD_LETTERS}. */
  UplinkState uplinkState();

  static Saved saved(String id, String position) {
    return new Saved(id, position, new Counts(10, 2, 1, 1, 1, 1, 3, 4), "", 0, 0);
  }

  static DeadLetter letter(String uplink, int number) {
    return new DeadLetter(uplink, "oven/temperature", number, "21.5", "too hot", 1_000 + number);
  }

  @Test
  default void everythingComesBackById() {
    UplinkState state = uplinkState();
    Saved all = new Saved("b", "7 1+2:3@4", new Counts(8, 1, 2, 3, 4, 5, 6, 7), "1 2", 9, 10);
    state.save(List.of(all, saved("a", "5")), List.of());
    assertThat(state.all()).containsExactly(saved("a", "5"), all);
  }

  @Test
  default void theNewestStandReplacesTheOneBefore() {
    UplinkState state = uplinkState();
    state.save(List.of(saved("a", "5"), saved("b", "5")), List.of());
    state.save(List.of(saved("a", "9")), List.of());
    assertThat(state.all()).containsExactly(saved("a", "9"), saved("b", "5"));
  }

  @Test
  default void deadLettersComeTheNewestFirst() {
    UplinkState state = uplinkState();
    state.save(
        List.of(saved("a", "5"), saved("b", "5")),
        List.of(letter("a", 1), letter("b", 2), letter("a", 3)));
    state.save(List.of(saved("a", "6")), List.of(letter("a", 4)));
    assertThat(state.deadLetters("a", 2)).containsExactly(letter("a", 4), letter("a", 3));
    assertThat(state.deadLetters("b", 9)).containsExactly(letter("b", 2));
    assertThat(state.deadLetters("c", 9)).isEmpty();
  }

  @Test
  default void theOldestDeadLettersFallOffAndAreCounted() {
    UplinkState state = uplinkState();
    int most = UplinkState.MOST_DEAD_LETTERS;
    List<DeadLetter> many =
        IntStream.range(0, most + 5).mapToObj(number -> letter("a", number)).toList();
    state.save(List.of(saved("a", "5"), saved("b", "5")), many);
    state.save(List.of(saved("a", "6")), List.of(letter("a", most + 5), letter("b", 1)));
    assertThat(state.deadLetters("a", most + 99))
        .hasSize(most)
        .startsWith(letter("a", most + 5))
        .endsWith(letter("a", 6));
    assertThat(state.fallenOff("a")).isEqualTo(6);
    assertThat(state.fallenOff("b")).isZero();
  }

  @Test
  default void nothingIsSavedIfOneThingCannotBe() {
    UplinkState state = uplinkState();
    assertThatExceptionOfType(StateFailure.class)
        .isThrownBy(() -> state.save(List.of(saved("a", "5")), List.of(letter("unknown", 1))));
    assertThat(state.all()).isEmpty();
  }

  @Test
  default void whatIsAskedLastIsKeptUntilItIsDone() {
    UplinkState state = uplinkState();
    state.ask(new Asked("b", 7));
    state.ask(new Asked("a", Long.MAX_VALUE));
    state.ask(new Asked("b", 0));
    assertThat(state.asked()).containsExactly(new Asked("a", Long.MAX_VALUE), new Asked("b", 0));
    state.save(List.of(saved("a", "5")), List.of());
    assertThat(state.asked()).hasSize(2);
    state.save(List.of(saved("b", "5")), List.of(), List.of(new Asked("b", 0)));
    assertThat(state.asked()).containsExactly(new Asked("a", Long.MAX_VALUE));
  }

  @Test
  default void whatIsAskedMeanwhileIsNotTakenForDone() {
    UplinkState state = uplinkState();
    Asked first = new Asked("a", 7);
    state.ask(first);
    state.ask(new Asked("a", 0));
    state.save(List.of(saved("a", "5")), List.of(), List.of(first));
    assertThat(state.asked()).containsExactly(new Asked("a", 0));
  }

  @Test
  default void whatIsAskedIsNotDoneIfItCannotBeSaved() {
    UplinkState state = uplinkState();
    Asked asked = new Asked("a", 7);
    state.ask(asked);
    assertThatExceptionOfType(StateFailure.class)
        .isThrownBy(() -> state.save(List.of(), List.of(letter("unknown", 1)), List.of(asked)));
    assertThat(state.asked()).containsExactly(asked);
  }

  @Test
  default void aForgottenUplinkLeavesNothing() {
    UplinkState state = uplinkState();
    state.save(List.of(saved("a", "5"), saved("b", "5")), List.of(letter("a", 1)));
    state.ask(new Asked("a", 7));
    state.forget("a");
    assertThat(state.asked()).isEmpty();
    state.forget("never-was");
    assertThat(state.all()).containsExactly(saved("b", "5"));
    assertThat(state.deadLetters("a", 9)).isEmpty();
  }

  @Test
  default void textsFromOutsideStayOnOneLine() {
    UplinkState state = uplinkState();
    state.save(
        List.of(saved("a", "5")),
        List.of(new DeadLetter("a", "s", 1, "v".repeat(300), "no\nway\u202e", 2)));
    assertThat(state.deadLetters("a", 1))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.value()).hasSize(200);
              assertThat(letter.why()).isEqualTo("no way ");
            });
  }
}
