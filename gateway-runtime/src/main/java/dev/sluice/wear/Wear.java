package dev.sluice.wear;

import dev.sluice.config.TelemetrySection.Card;
import dev.sluice.time.WallClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches what a device is written, over the last day, and reckons how long it lasts. Safe from any
 * thread.
 */
public final class Wear {

  private static final long DAY = TimeUnit.DAYS.toNanos(1);
  private static final long BETWEEN = TimeUnit.MINUTES.toNanos(10);
  private static final double DAYS_PER_YEAR = 365.25;

  private final @Nullable BlockDevice device;
  private final String obstacle;
  private final @Nullable Card card;
  private final WallClock clock;

  /** At most a day old, but for the oldest; the newest last. */
  private final ArrayDeque<Look> looks = new ArrayDeque<>();

  private record Look(long at, long written) {}

  private Wear(
      @Nullable BlockDevice device, String obstacle, @Nullable Card card, WallClock clock) {
    this.device = device;
    this.obstacle = obstacle;
    this.card = card;
    this.clock = clock;
    look();
  }

  /**
   * Watches the device under a folder, if there is one.
   *
   * @param root where {@code proc} and {@code sys} are
   * @param card what it bears, or null if nobody said
   */
  public static Wear of(Path folder, Path root, @Nullable Card card, WallClock clock) {
    try {
      BlockDevice device = BlockDevice.under(folder, root).orElse(null);
      String why =
          device == null ? "the data folder stands on no device whose writes are counted" : "";
      return new Wear(device, why, card, clock);
    } catch (IOException e) {
      return new Wear(null, "the device under the data folder is not known: " + e, card, clock);
    }
  }

  /**
   * What is known now.
   *
   * @param device the kernel's name; empty if there is none
   * @param obstacle why the rest is empty, for people; empty if it is not
   * @param written bytes since the system was started
   * @param perDay bytes a day, from what was written while it was watched, the last day of it;
   *     empty in the first ten minutes
   * @param over how long that was, s
   * @param card what it bears, or null if nobody said
   * @param years how long the card lasts at this rate, from new; empty without a rate or a card
   */
  public record View(
      String device,
      String obstacle,
      OptionalLong written,
      OptionalLong perDay,
      long over,
      @Nullable Card card,
      OptionalDouble years) {}

  /** Takes note of the counter; to be called every few minutes at least. */
  public synchronized void look() {
    written().ifPresent(this::note);
  }

  private void note(Look look) {
    Look last = looks.peekLast();
    if (last != null && look.written() < last.written()) {
      // Another device under the same name: what it was written before was not here.
      looks.clear();
      last = null;
    }
    if (last == null || look.at() - last.at() >= BETWEEN) {
      looks.addLast(look);
    }
    while (looks.size() > 2 && look.at() - looks.getFirst().at() > DAY) {
      looks.removeFirst();
    }
  }

  private Optional<Look> written() {
    if (device == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Look(clock.nanos(), device.written()));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** What is known now. */
  public synchronized View view() {
    String name = device == null ? "" : device.name();
    Look now = written().orElse(null);
    if (now == null) {
      String why = device == null ? obstacle : "the counter of " + name + " cannot be read";
      return new View(
          name, why, OptionalLong.empty(), OptionalLong.empty(), 0, card, OptionalDouble.empty());
    }
    note(now);
    Look first = looks.getFirst();
    long watched = now.at() - first.at();
    if (watched < BETWEEN) {
      return new View(
          name,
          "",
          OptionalLong.of(now.written()),
          OptionalLong.empty(),
          TimeUnit.NANOSECONDS.toSeconds(watched),
          card,
          OptionalDouble.empty());
    }
    double perDay = (now.written() - first.written()) * ((double) DAY / watched);
    OptionalDouble years =
        card == null || perDay == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of(card.bears() / perDay / DAYS_PER_YEAR);
    return new View(
        name,
        "",
        OptionalLong.of(now.written()),
        OptionalLong.of(Math.round(perDay)),
        TimeUnit.NANOSECONDS.toSeconds(watched),
        card,
        years);
  }
}
