package dev.sluice.uplink;

import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.signals.SignalDirectory;
import dev.sluice.uplink.Shipment.Fate;
import dev.sluice.uplink.Shipment.Item;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes parcels of one lane's readings, and leaves out what {@link Shaping} says. Remembers what it
 * let pass for as long as the process lives. Used by one thread.
 */
final class Shaper {

  /** What is known of a signal; {@code name} null = not wanted. */
  private static final class Known {
    private final Signal signal;
    private final @Nullable SignalId name;
    private boolean passed;
    private @Nullable Value value;
    private Quality quality = Quality.GOOD;
    private long time;

    Known(Signal signal, @Nullable SignalId name) {
      this.signal = signal;
      this.name = name;
    }
  }

  private final Shaping shaping;
  private final Lane lane;
  private final SignalDirectory directory;
  private final Map<Integer, Known> known = new HashMap<>();

  Shaper(Shaping shaping, Lane lane, SignalDirectory directory) {
    this.shaping = shaping;
    this.lane = lane;
    this.directory = directory;
  }

  /**
   * One reading, in the order of the lane.
   *
   * @param seq -1 if it is from history
   * @param counted see {@link Item}
   */
  Item item(
      int signal,
      @Nullable Value value,
      Quality quality,
      long time,
      long seq,
      long since,
      boolean counted) {
    Signal described = directory.at(signal);
    if (described == null) {
      known.remove(signal);
      return new Item(seq, signal, since, null, Fate.REMOVED, counted);
    }
    if (described.kind() == Kind.MESSAGE) {
      boolean wanted =
          value instanceof Value.Message message && shaping.raw().match(message.topic());
      Parcel parcel =
          wanted ? new Parcel(described.id(), null, value, quality, time, seq, lane) : null;
      return new Item(
          seq, signal, since, parcel, parcel == null ? Fate.FILTERED : Fate.OPEN, counted);
    }
    Known of = known.get(signal);
    if (of == null || !of.signal.id().equals(described.id())) {
      if (known.size() > 2 * directory.capacity()) {
        known.clear();
      }
      of = new Known(described, shaping.nameOf(described.id()));
      known.put(signal, of);
    }
    if (of.name == null || !passes(of, value, quality, time)) {
      return new Item(seq, signal, since, null, Fate.FILTERED, counted);
    }
    Parcel parcel = new Parcel(of.name, described.unit(), value, quality, time, seq, lane);
    return new Item(seq, signal, since, parcel, Fate.OPEN, counted);
  }

  private boolean passes(Known of, @Nullable Value value, Quality quality, long time) {
    if (!shaping.qualities().contains(quality.level())) {
      return false;
    }
    if (!shaping.remembers()) {
      return true;
    }
    if (of.passed && quality == of.quality) {
      long passed = time - of.time;
      boolean tooSoon = passed >= 0 && passed < shaping.interval().toNanos() / 1_000;
      boolean same = (shaping.changes() || shaping.deadband() > 0) && same(of.value, value);
      if (tooSoon || same) {
        return false;
      }
    }
    of.passed = true;
    of.value = value;
    of.quality = quality;
    of.time = time;
    return true;
  }

  private boolean same(@Nullable Value before, @Nullable Value now) {
    if (before instanceof Value.Num(double was) && now instanceof Value.Num(double is)) {
      return Math.abs(is - was) <= shaping.deadband();
    }
    return before == null ? now == null : before.equals(now);
  }
}
