package dev.sluice.gateway;

import dev.sluice.config.SignalSection;
import dev.sluice.config.SignalSettings;
import dev.sluice.gateway.GatewayView.Presentation;
import dev.sluice.live.LiveTable;
import dev.sluice.model.Signal;
import dev.sluice.pipeline.SignalRanges;
import java.time.Duration;

/** Lays the configuration over what is known of a signal. */
final class Presenter {

  /** A value whose interval is not well known yet counts as fresh at least this long, µs. */
  private static final long LEAST_UNSETTLED = 300_000_000L;

  /** So many gaps must have been seen before the interval counts as known. */
  private static final int SETTLED = 10;

  /** No value is stale before this age unless the configuration says so, µs. */
  private static final long LEAST_STALE = 5_000_000L;

  /** How many expected readings must have failed to come. */
  private static final int MISSED = 3;

  private final SignalSettings settings;
  private final LiveTable live;

  Presenter(SignalSettings settings, LiveTable live) {
    this.settings = settings;
    this.live = live;
  }

  Presentation of(Signal signal) {
    SignalSection section = settings.forSignal(signal.id());
    String name = section.name();
    String unit = section.unit();
    Integer decimals = section.decimals();
    Duration stale = section.stale();
    return new Presentation(
        name == null ? signal.id().name() : name,
        unit == null ? signal.unit() : unit,
        decimals == null ? -1 : decimals,
        stale == null ? learned(signal) : stale.toNanos() / 1_000);
  }

  private long learned(Signal signal) {
    long least = live.gaps(signal.index()) < SETTLED ? LEAST_UNSETTLED : LEAST_STALE;
    return Math.max(MISSED * live.interval(signal.index()), least);
  }

  /** The range within which a signal's values are good. */
  SignalRanges.Range range(Signal signal) {
    SignalSection section = settings.forSignal(signal.id());
    Double min = section.min();
    Double max = section.max();
    return min == null && max == null
        ? SignalRanges.Range.ANY
        : new SignalRanges.Range(
            min == null ? Double.NEGATIVE_INFINITY : min,
            max == null ? Double.POSITIVE_INFINITY : max);
  }
}
