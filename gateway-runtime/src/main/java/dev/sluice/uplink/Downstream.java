package dev.sluice.uplink;

import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import java.util.Locale;

/**
 * What an uplink may do to this gateway with what comes from upstream: the only two things. Whether
 * it may do them to this signal or topic the uplink has to know from its own settings.
 */
public interface Downstream {

  /**
   * Sets a signal of a device whose driver can, and leaves a line in the audit. Blocks for as long
   * as the device takes, in bounded time.
   *
   * @throws Refusal if it was not done
   * @throws InterruptedException if the gateway stops meanwhile
   */
  void write(SignalId signal, Value value) throws Refusal, InterruptedException;

  /**
   * Publishes a message to the clients of this gateway's own broker. It is no reading: neither
   * journalled nor sent up. Returns once the broker has it, in bounded time.
   *
   * @throws Refusal if it was not done
   * @throws InterruptedException if the gateway stops meanwhile
   */
  void publish(LocalMessage message) throws Refusal, InterruptedException;

  /** Does nothing, and says so: for where there is no running gateway. */
  static Downstream closed() {
    return new Downstream() {
      @Override
      public void write(SignalId signal, Value value) throws Refusal {
        throw new Refusal(Cause.NOT_READY, "no gateway is running");
      }

      @Override
      public void publish(LocalMessage message) throws Refusal {
        throw new Refusal(Cause.NOT_READY, "no gateway is running");
      }
    };
  }

  /** Why something that came down was not done. */
  enum Cause {
    /** The signal is not in the list of those that may be written. */
    NOT_LISTED,
    /** The payload is not what was asked for. */
    MALFORMED,
    TOO_LARGE,
    /** No signal or local topic can be made of the topic. */
    BAD_TOPIC,
    /** Kept by the broker from earlier: nobody knows how old it is. */
    RETAINED,
    /** It waited too long. */
    EXPIRED,
    /** It has been here before. */
    LOOP,
    /** More came than could be done. */
    OVERFLOW,
    UNKNOWN_SIGNAL,
    /** The signal can never be set, or not to this value. */
    NOT_WRITABLE,
    /** The device, or the local broker, did not take it now. */
    FAILED,
    /** The local broker is not up yet. */
    NOT_READY;

    /** The stable word: {@code not-listed}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** It was not done. */
  final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final Cause cause;

    /**
     * A refusal.
     *
     * @param why for people, with what to do where there is something
     */
    public Refusal(Cause cause, String why) {
      super(why, null, false, false);
      this.cause = cause;
    }

    /** The kind of it. */
    public Cause why() {
      return cause;
    }

    /** For people. */
    public String words() {
      return String.valueOf(getMessage());
    }
  }
}
