package dev.sluice.uplink;

import java.time.Duration;
import java.util.BitSet;
import java.util.Map;

/**
 * What became of a batch. Says what the far side has for certain; whatever is not certain is sent
 * again.
 */
public sealed interface Delivery {

  /** The far side has all of it. */
  record Delivered() implements Delivery {}

  /**
   * It did not work now and may work later: no connection, no answer in time, the far side is busy.
   *
   * @param why for people, without secrets
   * @param after how long the far side asked to be left alone; zero if it did not
   * @param arrived which of the batch, by position, the far side has all the same: of each signal
   *     the first ones, or none, since what did not arrive is sent again behind them
   */
  record Retry(String why, Duration after, BitSet arrived) implements Delivery {

    /** Nothing is known to have arrived, and nothing was asked. */
    public static Retry of(String why) {
      return new Retry(why, Duration.ZERO, new BitSet());
    }
  }

  /**
   * The far side has all but these, which it will never take.
   *
   * @param why by position in the batch, for people
   */
  record Poison(Map<Integer, String> why) implements Delivery {}

  /**
   * The far side has none of it and will never take the batch as it is, because of its size or of
   * something in it. Smaller batches may pass; one of a single reading never will.
   *
   * @param why for people
   */
  record Rejected(String why) implements Delivery {}

  /**
   * The far side has none of it and will take nothing from us before a person has changed
   * something: wrong credentials, no permission, a certificate that is not trusted.
   *
   * @param why for people, with what to do
   */
  record Refused(String why) implements Delivery {}
}
