package dev.sluice.uplink;

import dev.sluice.config.Glob;
import dev.sluice.config.RawTopics;
import dev.sluice.model.Quality;
import dev.sluice.model.SignalId;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one uplink gets, and under which names.
 *
 * @param only signals that match one of these; empty = all
 * @param except but not those that match one of these
 * @param qualities readings of these levels
 * @param changes only values or qualities that differ from the last one sent
 * @param deadband numbers only if they differ by more than this from the last one sent; 0 = any
 * @param interval not more often than this, by the readings' times; zero = any
 * @param names other names by glob, the first that matches: an id in which {@code {device}} and
 *     {@code {name}} stand for the signal's own
 * @param raw messages published to these topics; nothing else here applies to them
 */
public record Shaping(
    List<Glob> only,
    List<Glob> except,
    Set<Quality.Level> qualities,
    boolean changes,
    double deadband,
    Duration interval,
    Map<Glob, String> names,
    RawTopics raw) {

  /** All readings, as they are, and no messages. */
  public static final Shaping NONE =
      new Shaping(
          List.of(),
          List.of(),
          Set.of(Quality.Level.values()),
          false,
          0,
          Duration.ZERO,
          Map.of(),
          RawTopics.NONE);

  /** Checks the numbers. */
  public Shaping {
    only = List.copyOf(only);
    except = List.copyOf(except);
    qualities = Set.copyOf(qualities);
    names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
    if (!(deadband >= 0) || Double.isInfinite(deadband)) {
      throw new IllegalArgumentException("a deadband is 0 or more");
    }
    if (interval.isNegative()) {
      throw new IllegalArgumentException("an interval is 0 or more");
    }
    for (String template : names.values()) {
      if (named(template, new SignalId("device", "name")) == null) {
        throw new IllegalArgumentException("'" + template + "' makes no signal id: device/name");
      }
    }
  }

  /** True if what was sent before must be remembered. */
  boolean remembers() {
    return changes || deadband > 0 || !interval.isZero();
  }

  /** The name under which a signal is sent, or null if it is not. */
  @Nullable SignalId nameOf(SignalId id) {
    String text = id.toString();
    boolean wanted = only.isEmpty() || only.stream().anyMatch(glob -> glob.matches(text));
    if (!wanted || except.stream().anyMatch(glob -> glob.matches(text))) {
      return null;
    }
    for (Map.Entry<Glob, String> entry : names.entrySet()) {
      if (entry.getKey().matches(text)) {
        SignalId other = named(entry.getValue(), id);
        return other == null ? id : other;
      }
    }
    return id;
  }

  private static @Nullable SignalId named(String template, SignalId id) {
    try {
      return SignalId.parse(template.replace("{name}", id.name()).replace("{device}", id.device()));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
