package dev.sluice.time;

import dev.sluice.time.Restamp.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * Through which times the wall clock went while it was not trusted, and how much each was wrong, as
 * seen from now. Not safe for threads.
 */
public final class ClockStory {

  /** So far (µs) ahead of the clock the gateway may give times. */
  private static final long AHEAD = 1_100_000;

  private static final long MILLI = 1_000;

  /** A clock that is stepped without end must not make an endless story. */
  private static final int MOST = 64;

  private final List<Span> spans = new ArrayList<>();

  /** Goes on with a story told before. */
  public void restore(List<Span> told) {
    spans.clear();
    spans.addAll(told);
  }

  /** From this wall time on, µs since 1970, the clock is not trusted. */
  public void doubt(long now) {
    if (!open()) {
      spans.add(new Span(Math.floorDiv(now, MILLI) * MILLI, Long.MAX_VALUE, 0));
      if (spans.size() > MOST) {
        spans.removeFirst();
      }
    }
  }

  /**
   * The wall clock was set.
   *
   * @param now the time after it
   * @param by how much later than before, µs
   */
  public void step(long now, long by) {
    boolean open = open();
    spans.replaceAll(span -> span.until(now - by + AHEAD).later(by));
    if (open) {
      doubt(now);
    }
  }

  /**
   * The clock is trusted from this wall time on; the story ends, in whole milliseconds.
   *
   * @param rest what all was still off, though too little to be a step, µs
   */
  public List<Span> end(long now, long rest) {
    List<Span> told = new ArrayList<>();
    for (Span span : spans) {
      long shift = Math.floorDiv(span.shift() + rest, MILLI) * MILLI;
      told.add(new Span(span.from(), span.until(now + AHEAD).below(), shift));
    }
    spans.clear();
    return told;
  }

  /** As far as it goes. */
  public List<Span> spans() {
    return List.copyOf(spans);
  }

  private boolean open() {
    return !spans.isEmpty() && spans.getLast().below() == Long.MAX_VALUE;
  }
}
