package dev.sluice.state;

import dev.sluice.state.BrokerState.Noted;
import java.util.List;

/** The order in which notes must come. */
final class NoteOrder {

  private NoteOrder() {}

  /** Throws if the order falls, starts below 1 or goes beyond {@code through}. */
  static void check(List<Noted> notes, long through) {
    long before = 1;
    for (Noted noted : notes) {
      if (noted.seq() < before || noted.seq() > through) {
        throw new IllegalArgumentException(
            "note with seq %d after %d, through %d".formatted(noted.seq(), before, through));
      }
      before = noted.seq();
    }
  }
}
