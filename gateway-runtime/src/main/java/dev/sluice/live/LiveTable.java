package dev.sluice.live;

import dev.sluice.model.Reading;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The last reading of every signal.
 *
 * <p>The pipeline thread writes; anybody reads, without locks. A viewer that looks ten times a
 * second sees at most ten values a second: conflation needs no queue. A reading is never torn: it
 * is one immutable object.
 */
public final class LiveTable {

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Reading[].class);

  private volatile @Nullable Reading[] last = new Reading[64];

  /** The last reading of the signal with this index, or null. */
  public @Nullable Reading last(int signal) {
    @Nullable Reading[] table = last;
    return signal >= 0 && signal < table.length ? (Reading) SLOT.getAcquire(table, signal) : null;
  }

  /** A newer reading; pipeline thread (or start) only. */
  public void put(Reading reading) {
    @Nullable Reading[] table = last;
    if (reading.signal() >= table.length) {
      table = Arrays.copyOf(table, Math.max(reading.signal() + 1, table.length * 2));
      last = table;
    }
    SLOT.setRelease(table, reading.signal(), reading);
  }

  /** Forgets a signal; pipeline thread only. */
  public void remove(int signal) {
    @Nullable Reading[] table = last;
    if (signal < table.length) {
      SLOT.setRelease(table, signal, null);
    }
  }
}
