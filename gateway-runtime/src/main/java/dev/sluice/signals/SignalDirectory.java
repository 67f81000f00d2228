package dev.sluice.signals;

import dev.sluice.model.Kind;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All signals known, by id and by index. Written by the pipeline thread (and at start), read by
 * all.
 *
 * <p>Bounded: past its capacity no new signal is let in, and the caller counts the overflow.
 */
public final class SignalDirectory {

  private final int capacity;
  private final ConcurrentHashMap<SignalId, Signal> byId = new ConcurrentHashMap<>();
  private volatile @Nullable Signal[] byIndex = new Signal[64];
  private volatile int next;

  /**
   * An empty directory.
   *
   * @param capacity the most signals at a time, 1 to 1,000,000
   */
  public SignalDirectory(int capacity) {
    this.capacity = capacity;
  }

  /** The signal with this id, or null. */
  public @Nullable Signal find(SignalId id) {
    return byId.get(id);
  }

  /** The signal with this index, or null if it was removed or never was. */
  public @Nullable Signal at(int index) {
    @Nullable Signal[] all = byIndex;
    return index >= 0 && index < all.length ? all[index] : null;
  }

  /** A new signal with the next index, or null when the directory is full. Pipeline thread only. */
  public @Nullable Signal add(SignalId id, Kind kind, @Nullable String unit, boolean simulated) {
    if (byId.size() >= capacity) {
      return null;
    }
    Signal signal = new Signal(next, id, kind, unit, simulated);
    restore(signal);
    return signal;
  }

  /**
   * Puts back a signal known from before, or replaces its description. Pipeline thread or start
   * only.
   */
  public void restore(Signal signal) {
    @Nullable Signal[] all = byIndex;
    if (signal.index() >= all.length) {
      all = java.util.Arrays.copyOf(all, Math.max(signal.index() + 1, all.length * 2));
    }
    all[signal.index()] = signal;
    byIndex = all;
    next = Math.max(next, signal.index() + 1);
    byId.put(signal.id(), signal);
  }

  /** Forgets a signal; its index is never given again. Pipeline thread or start only. */
  public void remove(Signal signal) {
    byId.remove(signal.id(), signal);
    @Nullable Signal[] all = byIndex;
    all[signal.index()] = null;
    byIndex = all;
  }

  /** Makes sure that indices below this one are never given again. Start only. */
  public void reserve(int indices) {
    next = Math.max(next, indices);
  }

  /** One more than the highest index ever given. */
  public int indices() {
    return next;
  }

  public int size() {
    return byId.size();
  }

  public int capacity() {
    return capacity;
  }

  /** All signals, sorted by id. */
  public List<Signal> sorted() {
    return byId.values().stream().sorted(Comparator.comparing(Signal::id)).toList();
  }

  public Stream<Signal> stream() {
    return byId.values().stream();
  }
}
