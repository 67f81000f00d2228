package dev.sluice.gateway;

import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.pipeline.Intake;
import dev.sluice.uplink.Delivery;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** All that may be done to the gateway from outside. Safe from any thread. */
public interface Commands {

  /** The door for readings that come over HTTP. */
  Intake intake();

  /**
   * Sets a signal of a device whose driver can. Blocks for as long as the device takes: never call
   * it on an event loop.
   *
   * @throws Refused if the signal is unknown or cannot be set, or the device did not take it
   */
  void set(SignalId signal, Value value) throws Refused;

  /**
   * Forgets a signal and all its history; it comes back as a new one if it is published again.
   * Blocks until durable.
   *
   * @throws Refused if the signal is unknown or the removal could not be made durable
   */
  void forget(SignalId signal) throws Refused;

  /**
   * Forgets all signals of a device and their history. Blocks until durable.
   *
   * @return how many signals it had
   * @throws Refused if the device is unknown, is configured, so that its signals would come back at
   *     once, or the removal could not be made durable; then some may be gone already
   */
  int forgetDevice(String device) throws Refused;

  /**
   * Sends nothing to a destination for a time; what comes is kept for later. Outlives a restart.
   *
   * @param time null = until {@link #resume}
   * @throws Refused if there is no such uplink
   */
  void pause(String uplink, @Nullable Duration time) throws Refused;

  /**
   * Ends a pause, or tries a destination again that refused us.
   *
   * @throws Refused if there is no such uplink
   */
  void resume(String uplink) throws Refused;

  /**
   * Finds out whether a destination would take readings, without sending any. Blocks for as long as
   * that takes, bounded by the uplink's time-outs.
   *
   * @return {@link Delivery.Delivered} if it would
   * @throws Refused if there is no such uplink
   */
  Delivery test(String uplink) throws Refused;

  /** The gateway would not, or could not. */
  final class Refused extends Exception {

    private static final long serialVersionUID = 1L;

    private final Why why;

    /** What the caller should do about it. */
    public enum Why {
      /** There is no such thing: check the id. */
      UNKNOWN,
      /** It can never be done: do not try again. */
      IMPOSSIBLE,
      /** It failed now: try again later. */
      FAILED
    }

    public Refused(Why why, String message) {
      super(message);
      this.why = why;
    }

    public Why why() {
      return why;
    }
  }
}
