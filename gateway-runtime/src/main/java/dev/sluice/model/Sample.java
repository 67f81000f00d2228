package dev.sluice.model;

import org.jspecify.annotations.Nullable;

/**
 * One value as a source delivered it, before the pipeline stamps it and it becomes a {@link
 * Reading}.
 *
 * @param signal whose value it is
 * @param value the value, or null when the source only said that it has none (then the quality is
 *     bad)
 * @param quality what the source or the decoder knows about it
 * @param time the source's own time in µs since 1970, or {@link #NO_TIME}
 * @param unit the unit the source named, or null
 */
public record Sample(
    SignalId signal, @Nullable Value value, Quality quality, long time, @Nullable String unit) {

  /** The source gave no time: the gateway's is taken. */
  public static final long NO_TIME = Long.MIN_VALUE;

  /** A good value without a time of its own. */
  public static Sample of(SignalId signal, Value value) {
    return new Sample(signal, value, Quality.GOOD, NO_TIME, null);
  }

  /** True if the source gave a time. */
  public boolean hasTime() {
    return time != NO_TIME;
  }
}
