package dev.sluice.pipeline;

import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.Reading;
import dev.sluice.model.Sample;
import dev.sluice.model.Signal;
import dev.sluice.model.Value;
import dev.sluice.signals.SignalDirectory;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes readings from samples: finds or makes the signal, checks kind and range, gives the time.
 */
final class Stamper {

  private final SignalDirectory directory;
  private final SignalRanges ranges;
  private final Consumer<Signal> onDefined;
  private final LongConsumer doubtful;

  private final UniqueTimes times = new UniqueTimes();

  /** The ranges of each signal, or null: looked up once. */
  private SignalRanges.@Nullable Range[] known = new SignalRanges.Range[64];

  private long received;
  private boolean trusted;

  /**
   * A stamper.
   *
   * @param onDefined told of every signal that is new or described anew, before its first reading
   * @param doubtful told of every time made while the clock is not trusted
   */
  Stamper(
      SignalDirectory directory,
      SignalRanges ranges,
      Consumer<Signal> onDefined,
      LongConsumer doubtful) {
    this.directory = directory;
    this.ranges = ranges;
    this.onDefined = onDefined;
    this.doubtful = doubtful;
  }

  /** The times that must not be given again; known before the first sample is stamped. */
  UniqueTimes times() {
    return times;
  }

  /** What is stamped from now on came at this time, µs since 1970. */
  void set(long now, boolean clockTrusted) {
    received = now;
    trusted = clockTrusted;
    times.set(now);
  }

  /**
   * Stamps one sample.
   *
   * @param seq its place, if no definition goes before it
   * @return null if the sample's signal is new and there is no room for it
   */
  @Nullable Reading stamp(Sample sample, boolean simulated, long seq) {
    Signal signal = directory.find(sample.signal());
    Value value = sample.value();
    if (signal == null) {
      // A first reading without a value tells no kind: numbers are by far the likeliest.
      signal =
          directory.add(
              sample.signal(),
              value == null ? Kind.NUMBER : value.kind(),
              sample.unit(),
              simulated);
      if (signal == null) {
        return null;
      }
      onDefined.accept(signal);
    } else if (sample.unit() != null && !sample.unit().equals(signal.unit())) {
      signal =
          new Signal(signal.index(), signal.id(), signal.kind(), sample.unit(), signal.simulated());
      directory.restore(signal);
      onDefined.accept(signal);
    }
    int index = signal.index();
    Quality quality = sample.quality();
    if (value != null && value.kind() != signal.kind()) {
      value = null;
      quality = Quality.BAD_TYPE;
    } else if (quality == Quality.GOOD
        && value instanceof Value.Num num
        && outside(signal, num.number())) {
      quality = Quality.UNCERTAIN_RANGE;
    }
    long time;
    if (sample.hasTime()) {
      time = sample.time();
    } else {
      time = times.next(index);
      if (!trusted) {
        quality = quality.withDoubt();
        doubtful.accept(time);
      }
    }
    return new Reading(index, value, quality, time, received, seq);
  }

  private boolean outside(Signal signal, double number) {
    int index = signal.index();
    if (index >= known.length) {
      known = Arrays.copyOf(known, Math.max(index + 1, known.length * 2));
    }
    SignalRanges.Range range = known[index];
    if (range == null) {
      range = ranges.of(signal);
      known[index] = range;
    }
    return number < range.min() || number > range.max();
  }
}
