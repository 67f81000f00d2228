package dev.sluice.mqtt.bridge;

import dev.sluice.model.SignalId;
import dev.sluice.mqtt.bridge.MqttSettings.Per;
import dev.sluice.mqtt.bridge.Names.Resolver;
import dev.sluice.time.WallClock;
import dev.sluice.uplink.Delivery;
import dev.sluice.uplink.Parcel;
import dev.sluice.uplink.Uplink;
import dev.sluice.uplink.UplinkFactory.Surroundings;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** Forwards readings to another MQTT broker. */
final class MqttUplink implements Uplink {

  private final MqttSettings settings;
  private final Packing packing;
  private final Connector connector;
  private final WallClock clock;

  /** Shared while deliveries may overlap; exclusive while one must be alone. */
  private final ReentrantReadWriteLock turns = new ReentrantReadWriteLock(true);

  /** True after the broker ended a session because of a message, and did not say which one. */
  private volatile boolean careful;

  private volatile boolean took;

  MqttUplink(String id, MqttSettings settings, Surroundings surroundings, Resolver resolver) {
    this.settings = settings;
    this.clock = surroundings.clock();
    String template = settings.payload();
    Payloads payloads =
        new Payloads(
            surroundings.gateway(),
            surroundings.boot(),
            settings.meta(),
            template == null ? null : PayloadTemplate.parse(template));
    this.packing =
        new Packing(
            surroundings.gateway(),
            settings.topicTemplate(),
            payloads,
            settings.per() == Per.DEVICE,
            RawTemplate.of(settings.rawTemplate(), surroundings.gateway()));
    this.connector = new Connector(id, settings, surroundings, resolver);
  }

  @Override
  public Delivery deliver(List<Parcel> batch) throws InterruptedException {
    List<Message> messages = packing.pack(batch);
    boolean alone = careful;
    Lock turn = alone ? turns.writeLock() : turns.readLock();
    if (!turn.tryLock(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
      return Delivery.Retry.of("the other lane has not come to its end in time");
    }
    try {
      Session session = connector.session(settings.timeout());
      Delivery tooLarge = tooLarge(messages, session);
      if (tooLarge != null) {
        return tooLarge;
      }
      Flight flight = new Flight(messages, session, settings.timeout(), clock);
      flight.fly();
      Delivery verdict = flight.verdict(alone, took);
      took |= flight.took();
      Loss loss = session.loss();
      careful =
          verdict instanceof Delivery.Retry
              ? careful || (loss != null && Reasons.blamesMessage(loss.code()))
              : careful && verdict instanceof Delivery.Rejected;
      return verdict instanceof Delivery.Retry retry
          ? new Delivery.Retry(retry.why(), retry.after(), firstOnes(batch, retry.arrived()))
          : verdict;
    } catch (UnreachableException e) {
      return e.verdict();
    } finally {
      turn.unlock();
    }
  }

  /**
   * Of each signal only what was confirmed before its first gap: what comes after that is sent
   * again, so that the order stays.
   */
  static BitSet firstOnes(List<Parcel> batch, BitSet confirmed) {
    BitSet first = new BitSet();
    Set<SignalId> gaps = new HashSet<>();
    for (int i = 0; i < batch.size(); i++) {
      if (!confirmed.get(i)) {
        gaps.add(batch.get(i).signal());
      } else if (!gaps.contains(batch.get(i).signal())) {
        first.set(i);
      }
    }
    return first;
  }

  /** A message of many readings may fit when it has fewer. */
  private static @Nullable Delivery tooLarge(List<Message> messages, Session session) {
    for (Message message : messages) {
      long size = message.largest(session.properties());
      if (message.positions().size() > 1 && size > session.limits().packet()) {
        return new Delivery.Rejected(
            "the message for "
                + message.topic()
                + " has "
                + size
                + " bytes, the broker takes "
                + session.limits().packet());
      }
    }
    return null;
  }

  @Override
  public Delivery probe() throws InterruptedException {
    Duration bound = settings.timeout();
    try {
      Session session = connector.session(bound);
      if (session.answers(bound)) {
        return new Delivery.Delivered();
      }
      Loss loss = session.loss();
      return Delivery.Retry.of(loss == null ? "the broker does not answer" : loss.why());
    } catch (UnreachableException e) {
      return e.verdict();
    }
  }

  @Override
  public void close() {
    connector.close();
  }
}
