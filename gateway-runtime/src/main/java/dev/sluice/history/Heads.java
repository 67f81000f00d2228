package dev.sluice.history;

import dev.sluice.model.Signal;
import dev.sluice.time.Restamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The heads of all signals, and the changes of signals that the store does not have yet. The
 * pipeline thread changes them; anybody looks.
 */
final class Heads {

  /** A change that must be in the store before the journal may forget the record that made it. */
  sealed interface Change {
    long seq();

    /** A signal is new or its description is. */
    record Define(Signal signal, long seq) implements Change {}

    /** A signal is gone, with all its readings. */
    record Forget(int signal, long seq) implements Change {}
  }

  private final AtomicLong memory = new AtomicLong();
  private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
  private final Queue<Restamp> restamps = new ConcurrentLinkedQueue<>();
  private volatile boolean restamping;
  private final Set<Integer> removed = ConcurrentHashMap.newKeySet();
  private final ReadWriteLock boundary = new ReentrantReadWriteLock();
  private volatile @Nullable Head[] byIndex = new Head[64];

  /** Puts back what the store knows. At start only. */
  void restore(List<Signal> signals, Iterable<Integer> removedSignals, Map<Integer, Mark> marks) {
    removedSignals.forEach(removed::add);
    for (Signal signal : signals) {
      put(new Head(signal, marks.getOrDefault(signal.index(), Mark.NONE), memory));
    }
  }

  /** The head of a signal, or null if it is unknown or removed. */
  @Nullable Head find(int signal) {
    @Nullable Head[] all = byIndex;
    return signal >= 0 && signal < all.length ? all[signal] : null;
  }

  /** The head of a signal that is not forgotten, or null. */
  @Nullable Head alive(int signal) {
    Head head = find(signal);
    return head == null || head.isForgotten() ? null : head;
  }

  boolean isRemoved(int signal) {
    return removed.contains(signal);
  }

  Set<Integer> removed() {
    return removed;
  }

  /**
   * Held while the store commits and the heads release what it now has: for who {@link #looking},
   * readings go from one to the other in one step.
   */
  Lock settling() {
    return boundary.writeLock();
  }

  /** Held while heads and store are looked at, to see both at one moment. */
  Lock looking() {
    return boundary.readLock();
  }

  /** Bytes that all heads hold. */
  long memory() {
    return memory.get();
  }

  /** A signal is new or described anew; nothing happens if that was known already. */
  void define(Signal signal, long seq) {
    Head head = find(signal.index());
    if (removed.contains(signal.index()) || (head != null && head.definition().equals(signal))) {
      return;
    }
    if (head == null) {
      changes.add(new Change.Define(signal, seq));
      put(new Head(signal, Mark.NONE, memory));
      return;
    }
    if (head.kind() != signal.kind()) {
      throw new IllegalArgumentException(
          "signal " + signal.id() + " keeps its kind " + head.kind() + ", not " + signal.kind());
    }
    changes.add(new Change.Define(signal, seq));
    head.redefine(signal);
  }

  /** A signal is gone, if it was not before. Its head stays until the store knows. */
  void forget(int signal, long seq) {
    Head head = find(signal);
    if (head == null || !removed.add(signal)) {
      return;
    }
    head.forget();
    changes.add(new Change.Forget(signal, seq));
  }

  private synchronized void put(Head head) {
    @Nullable Head[] all = byIndex;
    int index = head.signal();
    if (index >= all.length) {
      all = Arrays.copyOf(all, Math.max(index + 1, all.length * 2));
    }
    all[index] = head;
    byIndex = all;
  }

  /** The head of a forgotten signal goes. */
  synchronized void remove(int signal) {
    @Nullable Head[] all = byIndex;
    all[signal] = null;
    byIndex = all;
  }

  /** The changes that the store does not have yet, in their order. */
  List<Change> pending() {
    return new ArrayList<>(changes);
  }

  boolean hasPending() {
    return !changes.isEmpty();
  }

  /** The seq of the first change that the store does not have, or {@link Long#MAX_VALUE}. */
  long firstPending() {
    Change first = changes.peek();
    return first == null ? Long.MAX_VALUE : first.seq();
  }

  /** The store has the first so many changes now. */
  void stored(int count) {
    for (int i = 0; i < count; i++) {
      changes.remove();
    }
  }

  /** No signal has this index, or one above it. */
  int size() {
    return byIndex.length;
  }

  /** What is here now is not meant by what will be known of the clock from here on. */
  void doubtFromHere() {
    all().forEach(Head::doubtFromHere);
  }

  /** Corrects all that is here; what is in the store follows, see {@link #restampDue}. */
  void restamp(Restamp restamp) {
    restamping = true; // from now on nothing is frozen that was not corrected
    restamps.add(restamp);
    all().forEach(head -> head.restamp(restamp));
    restamping = false;
  }

  /** True while what is in the store may have the times that heads are to have. */
  boolean isRestamping() {
    return !restamps.isEmpty();
  }

  /** What the store must be corrected by before more is sealed into it, or null. */
  @Nullable Restamp restampDue() {
    return restamping ? null : restamps.peek();
  }

  /** The store is corrected. */
  void restamped() {
    restamps.remove();
  }

  /** Every head. */
  List<Head> all() {
    @Nullable Head[] all = byIndex;
    List<Head> heads = new ArrayList<>(all.length);
    for (Head head : all) {
      if (head != null) {
        heads.add(head);
      }
    }
    return heads;
  }

  /** How far each signal is stored; for a store that has to start without the chunks. */
  Map<Integer, Mark> marks() {
    Map<Integer, Mark> marks = new HashMap<>();
    for (Head head : all()) {
      marks.put(head.signal(), head.mark());
    }
    return marks;
  }

  /** The lowest seq whose reading or change is not in the store. */
  long unsealedFrom() {
    long lowest = firstPending();
    Restamp restamp = restamps.peek();
    if (restamp != null) {
      lowest = Math.min(lowest, restamp.below());
    }
    for (Head head : byIndex) {
      if (head != null) {
        lowest = Math.min(lowest, head.firstSeq());
      }
    }
    return lowest;
  }
}
