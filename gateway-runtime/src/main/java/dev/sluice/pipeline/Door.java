package dev.sluice.pipeline;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Where arrivals wait for the pipeline, so many bytes of them at most. Safe from any thread. */
final class Door {

  private final ConcurrentLinkedQueue<Arrival> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final long capacity;

  /**
   * A door.
   *
   * @param capacity the most bytes that may wait
   */
  Door(long capacity) {
    this.capacity = capacity;
  }

  /** Lets an arrival in; false if there is no room for it. */
  boolean letIn(Arrival arrival) {
    int weight = arrival.weight();
    long waiting = bytes.addAndGet(weight);
    // One that alone is larger than the door is let in when nobody else waits: it would come again.
    if (waiting > capacity && waiting > weight) {
      bytes.addAndGet(-weight);
      return false;
    }
    queue.add(arrival);
    return true;
  }

  /** The next in order, or null. */
  @Nullable Arrival next() {
    Arrival arrival = queue.poll();
    if (arrival != null) {
      bytes.addAndGet(-arrival.weight());
    }
    return arrival;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Bytes that wait. */
  long waiting() {
    return bytes.get();
  }
}
