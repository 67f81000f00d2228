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
import org.jspecify.annotations.Nullable;

/**
 * Makes readings from samples: finds or makes the signal, checks kind and range, gives the time.
 */
final class Stamper {

  /**
   * Gateway times of one signal run at most this far ahead of the clock (µs) before the clock wins.
   */
  private static final long AHEAD = 1_000_000;

  private final SignalDirectory directory;
  private final SignalRanges ranges;
  private final Consumer<Signal> onDefined;

  /** The last gateway-made time of each signal, µs. */
  private long[] lastTime = never(64);

  /** The ranges of each signal, or null: looked up once. */
  private SignalRanges.@Nullable Range[] known = new SignalRanges.Range[64];

  /**
   * A stamper.
   *
   * @param onDefined told of every signal that is new or described anew, before its first reading
   */
  Stamper(SignalDirectory directory, SignalRanges ranges, Consumer<Signal> onDefined) {
    this.directory = directory;
    this.ranges = ranges;
    this.onDefined = onDefined;
  }

  /** A reading from before: gateway-made times go on behind it. */
  void seen(Reading reading) {
    grow(reading.signal());
    lastTime[reading.signal()] = reading.time();
  }

  /**
   * Stamps one sample; the seq comes later.
   *
   * @param received µs since 1970
   * @param trusted whether the clock is
   * @return null if the sample's signal is new and there is no room for it
   */
  @Nullable Reading stamp(Sample sample, boolean simulated, long received, boolean trusted) {
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
    grow(index);
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
      time = unique(index, received);
      if (!trusted && quality == Quality.GOOD) {
        quality = Quality.UNCERTAIN_CLOCK;
      }
    }
    return new Reading(index, value, quality, time, received, 0);
  }

  private boolean outside(Signal signal, double number) {
    SignalRanges.Range range = known[signal.index()];
    if (range == null) {
      range = ranges.of(signal);
      known[signal.index()] = range;
    }
    return number < range.min() || number > range.max();
  }

  /** The current millisecond, or just behind the signal's last reading if that has taken it. */
  private long unique(int index, long received) {
    long time = Math.floorDiv(received, 1_000L) * 1_000L;
    long last = lastTime[index];
    if (last >= time && last < time + AHEAD) {
      time = last + 1;
    }
    lastTime[index] = time;
    return time;
  }

  private static long[] never(int size) {
    long[] times = new long[size];
    Arrays.fill(times, Long.MIN_VALUE);
    return times;
  }

  private void grow(int index) {
    if (index >= lastTime.length) {
      int size = Math.max(index + 1, lastTime.length * 2);
      long[] times = Arrays.copyOf(lastTime, size);
      Arrays.fill(times, lastTime.length, size, Long.MIN_VALUE);
      lastTime = times;
      known = Arrays.copyOf(known, size);
    }
  }
}
