package dev.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.state.GapBook.Cause;
import dev.sluice.state.GapBook.Gap;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every book of gaps does. */
public interface GapBookContract {

  /** Nothing noted yet. */
  GapBook gaps();

  private static List<Gap> all(GapBook book) {
    return book.between(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  @Test
  default void thoseThatTouchARangeAreFoundByTheirBegin() {
    GapBook book = gaps();
    Gap off = new Gap(Cause.GATEWAY_OFF, "", 100, 200);
    Gap silent = new Gap(Cause.DEVICE_SILENT, "press", 50, 150);
    Gap lasting = new Gap(Cause.DEVICE_SILENT, "oven", 300, GapBook.LASTS);
    book.save(List.of(off, silent, lasting));
    book.save(List.of());
    assertThat(all(book)).containsExactly(silent, off, lasting);
    assertThat(book.between(150, 200)).containsExactly(silent, off);
    assertThat(book.between(201, 299)).isEmpty();
    assertThat(book.between(1_000, 2_000)).containsExactly(lasting);
  }

  @Test
  default void oneThatEndsTakesThePlaceOfItsBegin() {
    GapBook book = gaps();
    book.save(List.of(new Gap(Cause.DEVICE_SILENT, "oven", 300, GapBook.LASTS)));
    Gap ended = new Gap(Cause.DEVICE_SILENT, "oven", 300, 400);
    Gap other = new Gap(Cause.DEVICE_SILENT, "press", 300, 500);
    book.save(List.of(ended, other));
    assertThat(all(book)).containsExactly(ended, other);
  }

  @Test
  default void theEarliestFallOff() {
    GapBook book = gaps();
    book.save(
        LongStream.range(0, GapBook.MOST + 7L)
            .mapToObj(i -> new Gap(Cause.DROPPED, "intake-full", i, i + 1))
            .toList());
    assertThat(all(book)).hasSize(GapBook.MOST);
    assertThat(all(book).getFirst().from()).isEqualTo(7);
  }

  @Test
  default void theLastSignOfLifeIsKept() {
    GapBook book = gaps();
    assertThat(book.lastAlive()).isEqualTo(Long.MIN_VALUE);
    book.alive(5);
    book.alive(4);
    assertThat(book.lastAlive()).isEqualTo(4);
  }
}
