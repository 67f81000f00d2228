package dev.sluice.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes times that no signal gets twice, although the clock may step back: in whole milliseconds of
 * the clock, and behind it in microseconds.
 *
 * <p>A millisecond has ten tracks of 100 µs. All is well on track 0. When the clock steps back over
 * times that were given out, they go on along the first track that has nothing there, so the times
 * stay true to the clock within a millisecond and are still new. Should ten steps back lead over
 * the same hour, the last track goes on behind its end, whatever the clock says.
 */
final class UniqueTimes {

  private static final int TRACKS = 10;

  private static final long MILLI = 1_000;

  private static final long WIDTH = MILLI / TRACKS;

  /** So far (µs) a track may be ahead of the clock: a small step is not worth another track. */
  private static final long AHEAD = 1_000_000;

  private static final long NEVER = Long.MIN_VALUE;

  /** The greatest time given on each track. */
  private final long[] ends = never(TRACKS);

  /** The last time given to each signal. */
  private long[] bySignal = never(64);

  private int track;

  /** Where the track in use ended when it was taken up: signals that are new to it begin behind. */
  private long floor = NEVER;

  private long now;

  /** The clock's time, µs since 1970, for the times made next. */
  void set(long clock) {
    now = Math.floorDiv(clock, MILLI) * MILLI;
    if (track == 0 && now + AHEAD >= ends[0]) {
      return; // as nearly always
    }
    int next = trackFor(now);
    if (next != track) {
      track = next;
      floor = ends[next];
    }
  }

  private int trackFor(long time) {
    for (int i = 0; i < TRACKS; i++) {
      if (ends[i] < time || (i == track && ends[i] - time <= AHEAD)) {
        return i;
      }
    }
    return TRACKS - 1;
  }

  /** A time for a signal, µs since 1970. */
  long next(int signal) {
    if (signal >= bySignal.length) {
      int size = Math.max(signal + 1, bySignal.length * 2);
      int before = bySignal.length;
      bySignal = Arrays.copyOf(bySignal, size);
      Arrays.fill(bySignal, before, size, NEVER);
    }
    long time = now + track * WIDTH;
    long taken = bySignal[signal];
    if (taken == NEVER || trackOf(taken) != track || taken < floor) {
      taken = floor;
    }
    if (taken >= time) {
      time = behind(taken);
    }
    bySignal[signal] = time;
    ends[track] = Math.max(ends[track], time);
    return time;
  }

  /** The next time on the track in use. */
  private long behind(long taken) {
    long time = taken + 1;
    return trackOf(time) == track
        ? time
        : taken - Math.floorMod(taken, MILLI) + MILLI + track * WIDTH;
  }

  private static int trackOf(long time) {
    return (int) (Math.floorMod(time, MILLI) / WIDTH);
  }

  /**
   * A reading of a life before, in order; before the first {@link #set} only. One whose time came
   * with it is not ours, but if it could be, its time is taken: that costs nothing but a track.
   */
  void seen(long time, long received) {
    int its = trackOf(time);
    long ahead = time - Math.floorDiv(received, MILLI) * MILLI;
    // The last track may be far ahead of the clock, but it goes on where it ended.
    boolean goesOn = its == TRACKS - 1 && ends[its] != NEVER && time - ends[its] <= AHEAD;
    boolean ours = ahead >= 0 && (ahead <= AHEAD || goesOn);
    if (ours) {
      ends[its] = Math.max(ends[its], time);
      floor = ends[track];
    }
  }

  /** Readings were moved to times up to this one, which must not be given again. */
  void moved(long greatest) {
    int its = trackOf(greatest);
    ends[its] = Math.max(ends[its], greatest);
    if (its == track) {
      floor = Math.max(floor, greatest);
    }
  }

  /** The greatest time of each track up to the last one in use; for {@link #restore}. */
  List<Long> ends() {
    List<Long> used = new ArrayList<>(1);
    for (int i = 0; i < TRACKS && ends[i] != NEVER; i++) {
      used.add(ends[i]);
    }
    return used;
  }

  /** What {@link #ends} said in a life before; before the first {@link #set} only. */
  void restore(List<Long> before) {
    for (int i = 0; i < Math.min(TRACKS, before.size()); i++) {
      ends[i] = Math.max(ends[i], before.get(i));
    }
    floor = ends[track];
  }

  private static long[] never(int size) {
    long[] times = new long[size];
    Arrays.fill(times, NEVER);
    return times;
  }
}
