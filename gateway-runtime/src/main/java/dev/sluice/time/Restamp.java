package dev.sluice.time;

import dev.sluice.model.Reading;
import java.util.List;

/**
 * What to add to times that were given while the clock was not trusted, now that it is.
 *
 * @param from the first seq whose reading may be meant
 * @param below and the first one whose may not
 * @param spans in the order in which the clock went through them
 */
public record Restamp(long from, long below, List<Span> spans) {

  /**
   * Wall times between two steps of the clock.
   *
   * @param from µs since 1970
   * @param below the first time that is not meant; {@link Long#MAX_VALUE} while that is open
   * @param shift how much later it really was, µs; earlier if negative
   */
  public record Span(long from, long below, long shift) {

    /** True if the clock went through this time. */
    public boolean has(long time) {
      return time >= from && time < below;
    }

    /** The same with so much more to add, µs. */
    public Span later(long by) {
      return new Span(from, below, shift + by);
    }

    Span until(long end) {
      return below == Long.MAX_VALUE ? new Span(from, end, shift) : this;
    }
  }

  /** Copies the spans. */
  public Restamp {
    spans = List.copyOf(spans);
  }

  /** True if the reading's time is in doubt and it is known what was wrong with it. */
  public boolean means(Reading reading) {
    return reading.quality().doubted()
        && reading.seq() >= from
        && reading.seq() < below
        && covers(reading.time());
  }

  /** The reading with its right time and without doubt, if it is meant; else the same. */
  public Reading apply(Reading reading) {
    return means(reading) ? reading.corrected(corrected(reading.time())) : reading;
  }

  /** True if it knows what was wrong with this time, µs since 1970. */
  public boolean covers(long time) {
    for (int i = spans.size() - 1; i >= 0; i--) {
      if (spans.get(i).has(time)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The right time for one that was given, µs since 1970; the same if it is not covered. Where the
   * clock went through a time twice, it is taken to be from the last time.
   */
  public long corrected(long time) {
    for (int i = spans.size() - 1; i >= 0; i--) {
      Span span = spans.get(i);
      if (span.has(time)) {
        return time + span.shift();
      }
    }
    return time;
  }
}
