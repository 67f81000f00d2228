package dev.sluice.uplink;

/** The way to the clients of this gateway's own broker. */
@FunctionalInterface
public interface LocalPublisher {

  /**
   * Publishes a message past the intake: it is no reading. Returns once the broker has it, in
   * bounded time.
   *
   * @throws Downstream.Refusal if it was not done; {@link Downstream.Cause#NOT_READY} while the
   *     broker is not up
   */
  void publish(LocalMessage message) throws Downstream.Refusal, InterruptedException;
}
