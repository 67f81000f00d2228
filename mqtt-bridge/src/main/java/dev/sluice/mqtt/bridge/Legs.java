package dev.sluice.mqtt.bridge;

import dev.sluice.uplink.Delivery;
import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the parts of one batch have come to, that were sent over one session after another because
 * the first was to be replaced.
 */
final class Legs {

  private final BitSet arrived = new BitSet();
  private final Map<Integer, String> poison = new TreeMap<>();
  private boolean begun;
  private Delivery verdict = new Delivery.Delivered();

  /**
   * One more part has ended.
   *
   * @param sure the readings of it that arrived
   */
  void add(Delivery leg, BitSet sure) {
    arrived.or(sure);
    if (leg instanceof Delivery.Poison more) {
      poison.putAll(more.why());
    }
    verdict = joined(leg);
    begun = true;
  }

  /** True if the next part may be sent. */
  boolean goOn() {
    return verdict instanceof Delivery.Delivered || verdict instanceof Delivery.Poison;
  }

  /** No further part was sent, for this reason. */
  Delivery end(Delivery reason) {
    return joined(reason);
  }

  private Delivery joined(Delivery leg) {
    return switch (leg) {
      case Delivery.Delivered _ when poison.isEmpty() -> leg;
      case Delivery.Delivered _ -> new Delivery.Poison(Map.copyOf(poison));
      case Delivery.Poison _ -> new Delivery.Poison(Map.copyOf(poison));
      case Delivery.Retry retry -> new Delivery.Retry(retry.why(), retry.after(), sure());
      // Said of a part of the batch: about the whole of it that would be untrue.
      case Delivery.Rejected rejected when begun ->
          new Delivery.Retry(rejected.why(), Duration.ZERO, sure());
      case Delivery.Refused refused when begun ->
          new Delivery.Retry(refused.why(), Duration.ZERO, sure());
      case Delivery.Rejected _, Delivery.Refused _ -> leg;
    };
  }

  private BitSet sure() {
    return (BitSet) arrived.clone();
  }

  /** What all of it has come to. */
  Delivery verdict() {
    return verdict;
  }
}
