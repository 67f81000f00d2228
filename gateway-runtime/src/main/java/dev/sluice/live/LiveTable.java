package dev.sluice.live;

import dev.sluice.model.Reading;
import dev.sluice.time.Restamp;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The last reading of every signal, where it came from and how often it comes.
 *
 * <p>The pipeline thread writes; anybody reads, without locks. A viewer that looks ten times a
 * second sees at most ten values a second: conflation needs no queue. A reading is never torn: it
 * is one immutable object.
 */
public final class LiveTable {

  /** How much the newest gap between two readings counts in the learned interval. */
  private static final double WEIGHT = 0.2;

  /** A payload's own time this far (µs) ahead of the gateway's is not believed to be the newest. */
  private static final long FUTURE = 3_600_000_000L;

  /** A reading with the gateway's own time is at most this much (µs) older than its arrival. */
  private static final long OWN_TIME = 1_000;

  private volatile AtomicReferenceArray<@Nullable Reading> last = new AtomicReferenceArray<>(64);
  private volatile @Nullable String[] sources = new String[64];
  private volatile double[] intervals = new double[64];
  private volatile int[] gaps = new int[64];

  /** The last reading of the signal with this index, or null. */
  public @Nullable Reading last(int signal) {
    AtomicReferenceArray<@Nullable Reading> table = last;
    return signal >= 0 && signal < table.length() ? table.getAcquire(signal) : null;
  }

  /** How often the signal's readings come, µs; 0 while that is unknown. */
  public long interval(int signal) {
    double[] learned = intervals;
    return signal >= 0 && signal < learned.length ? (long) learned[signal] : 0;
  }

  /** From how many gaps between readings since this start the interval was learned. */
  public int gaps(int signal) {
    int[] counted = gaps;
    return signal >= 0 && signal < counted.length ? counted[signal] : 0;
  }

  /** Who sent the signal's last reading, or null if that was before this start. */
  public @Nullable String source(int signal) {
    @Nullable String[] known = sources;
    return signal >= 0 && signal < known.length ? known[signal] : null;
  }

  /** The last reading of a life before; at start only. */
  public void restore(Reading reading) {
    grow(reading.signal());
    last.setRelease(reading.signal(), reading.shown());
  }

  /**
   * A reading arrived; pipeline thread only. It becomes the last one unless its own time says that
   * it is older than the one that is, or lies far in the future where that one does not.
   */
  public void put(Reading read, String source) {
    Reading reading = read.shown();
    int signal = reading.signal();
    grow(signal);
    Reading before = last.getPlain(signal);
    if (before == null) {
      last.setRelease(signal, reading);
    } else {
      long gap = reading.received() - before.received();
      if (gap > 0) {
        double learned = intervals[signal];
        intervals[signal] = learned == 0 ? gap : learned + WEIGHT * (gap - learned);
        gaps[signal] = Math.min(gaps[signal], Integer.MAX_VALUE - 1) + 1;
      }
      boolean ahead = isAhead(reading);
      boolean aheadBefore = isAhead(before);
      boolean newest = ahead == aheadBefore ? reading.time() >= before.time() : aheadBefore;
      boolean ownTime =
          reading.time() >= reading.received() - OWN_TIME
              && reading.time() <= reading.received() + OWN_TIME;
      if (newest || ownTime) {
        last.setRelease(signal, reading);
      }
    }
    sources[signal] = source;
  }

  private static boolean isAhead(Reading reading) {
    return reading.time() - reading.received() > FUTURE;
  }

  /** Corrects times that were given in doubt; pipeline thread only. */
  public void restamp(Restamp restamp) {
    for (int signal = 0; signal < last.length(); signal++) {
      Reading reading = last.getPlain(signal);
      if (reading != null && restamp.means(reading)) {
        last.setRelease(signal, restamp.apply(reading));
      }
    }
  }

  /** Forgets a signal; pipeline thread only. */
  public void remove(int signal) {
    if (signal < last.length()) {
      last.setRelease(signal, null);
      intervals[signal] = 0;
      gaps[signal] = 0;
      sources[signal] = null;
    }
  }

  private void grow(int signal) {
    int length = last.length();
    if (signal < length) {
      return;
    }
    int longer = Math.max(signal + 1, length * 2);
    AtomicReferenceArray<@Nullable Reading> table = new AtomicReferenceArray<>(longer);
    for (int i = 0; i < length; i++) {
      table.setPlain(i, last.getPlain(i));
    }
    intervals = Arrays.copyOf(intervals, longer);
    gaps = Arrays.copyOf(gaps, longer);
    sources = Arrays.copyOf(sources, longer);
    last = table;
  }
}
