package dev.sluice.drivers.sim;

import dev.sluice.model.Quality;
import dev.sluice.model.Sample;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong now and then between a machine and its readings: an instrument without a value,
 * stuck at one, or jumping; seldom the whole device does not answer. When and what depends on the
 * seed and the time alone.
 */
final class Faults {

  /** In each slot there is one episode, or none. */
  static final long SLOT = 600_000_000L;

  private static final double EPISODES = 0.3;

  private final Chance chance;
  private final Map<SignalId, Value> before = new HashMap<>();

  /** What can go wrong. */
  enum Kind {
    NO_VALUE,
    STUCK,
    SPIKE,
    SILENT
  }

  /**
   * One thing that goes wrong for a while.
   *
   * @param from its begin, µs
   * @param to its end, µs
   * @param pick which signal, counted round
   */
  record Episode(Kind kind, long from, long to, int pick) {}

  Faults(Chance chance) {
    this.chance = chance.of("faults");
  }

  /** The episode of the slot that holds this time, or null if all goes well in it. */
  @Nullable Episode around(long micros) {
    long slot = Math.floorDiv(micros, SLOT);
    if (chance.at(slot * 8) >= EPISODES) {
      return null;
    }
    double which = chance.at(slot * 8 + 1);
    Kind kind =
        which < 0.35
            ? Kind.NO_VALUE
            : which < 0.6 ? Kind.STUCK : which < 0.9 ? Kind.SPIKE : Kind.SILENT;
    long longest = kind == Kind.SPIKE ? 3_000_000 : 40_000_000;
    long length = (long) (longest * (0.4 + 0.6 * chance.at(slot * 8 + 2)));
    long from = slot * SLOT + (long) ((SLOT - length) * chance.at(slot * 8 + 3));
    return new Episode(kind, from, from + length, chance.pick(slot * 8 + 4, 1000));
  }

  /** True if the whole device does not answer now. */
  boolean silent(long micros) {
    Episode episode = now(micros);
    return episode != null && episode.kind() == Kind.SILENT;
  }

  /** The samples as they come through. */
  List<Sample> apply(List<Sample> samples, long micros) {
    Episode episode = now(micros);
    List<Sample> through = new ArrayList<>(samples);
    if (episode != null && episode.kind() != Kind.SILENT) {
      int index = episode.pick() % samples.size();
      through.set(index, spoil(samples.get(index), episode.kind()));
    }
    for (Sample sample : through) {
      if (sample.value() != null) {
        before.put(sample.signal(), sample.value());
      }
    }
    return through;
  }

  private Sample spoil(Sample sample, Kind kind) {
    return switch (kind) {
      case NO_VALUE -> with(sample, null, Quality.BAD_DEVICE);
      case STUCK ->
          with(sample, before.getOrDefault(sample.signal(), sample.value()), Quality.GOOD);
      case SPIKE ->
          sample.value() instanceof Value.Num(double number)
              ? with(sample, new Value.Num(Math.abs(number) * 4 + 50), Quality.GOOD)
              : sample;
      case SILENT -> sample;
    };
  }

  private static Sample with(Sample sample, @Nullable Value value, Quality quality) {
    return new Sample(sample.signal(), value, quality, sample.time(), sample.unit());
  }

  private @Nullable Episode now(long micros) {
    Episode episode = around(micros);
    return episode != null && micros >= episode.from() && micros < episode.to() ? episode : null;
  }
}
