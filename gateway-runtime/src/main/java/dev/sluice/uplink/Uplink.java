package dev.sluice.uplink;

import java.util.List;
import java.util.Optional;

/**
 * A destination upstream. Connects by itself when it has to; keeps nothing that a restart would
 * lose, and buffers nothing beyond the batch in hand.
 */
public interface Uplink extends AutoCloseable {

  /**
   * The gateway runs: from now on something may come down. Called once, or never if the uplink is
   * only tested; does not wait.
   */
  default void start() {}

  /** What came down from there; empty if nothing ever can. Called from any thread. */
  default Optional<DownStatus> down() {
    return Optional.empty();
  }

  /**
   * Delivers a batch, and returns once the far side has confirmed it or that has failed. Returns in
   * bounded time, whatever the far side does. Called from one thread for each lane, so from two at
   * once.
   *
   * @param batch at least one; the order of each signal's readings is kept on the way
   * @throws InterruptedException if the gateway stops; then what arrived is not known
   */
  Delivery deliver(List<Parcel> batch) throws InterruptedException;

  /**
   * Finds out whether the far side would take readings, without sending any; likewise in bounded
   * time. Called from any thread, also beside deliveries.
   *
   * @return {@link Delivery.Delivered} if it would
   */
  Delivery probe() throws InterruptedException;

  /** Lets go of the connection; a delivery under way ends soon. */
  @Override
  void close();
}
