package dev.sluice.mqtt.bridge;

import dev.sluice.model.SignalId;
import dev.sluice.mqtt.bridge.MqttSettings.Per;
import dev.sluice.mqtt.bridge.Names.Resolver;
import dev.sluice.time.WallClock;
import dev.sluice.uplink.Delivery;
import dev.sluice.uplink.DownStatus;
import dev.sluice.uplink.Parcel;
import dev.sluice.uplink.Uplink;
import dev.sluice.uplink.UplinkFactory.Surroundings;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** Forwards readings to another MQTT broker. */
final class MqttUplink implements Uplink {

  /** After so many it is the rights that are wrong, and not those readings. */
  private static final int MOST_DENIALS = 3;

  private final MqttSettings settings;
  private final Terms terms;
  private final Payloads payloads;
  private final Pace pace;
  private final Newest newest = new Newest();
  private final RawTemplate rawTopics;
  private final Connector connector;
  private final @Nullable Downlink downlink;
  private final WallClock clock;

  /** Shared while deliveries may overlap; exclusive while one must be alone. */
  private final ReentrantReadWriteLock turns = new ReentrantReadWriteLock(true);

  /** True after the broker ended a session because of a message, and did not say which one. */
  private volatile boolean careful;

  private volatile boolean took;

  /** Readings alone on which the broker ended the session, before it ever took one. */
  private int denials;

  MqttUplink(String id, MqttSettings settings, Surroundings surroundings, Resolver resolver) {
    this.settings = settings;
    this.clock = surroundings.clock();
    String template = settings.payload();
    this.terms = Terms.of(settings, surroundings, id);
    this.rawTopics = RawTemplate.of(settings.rawTemplate(), surroundings.gateway());
    this.pace = new Pace(terms.allowance(), clock);
    this.payloads =
        new Payloads(
            surroundings.gateway(),
            surroundings.boot(),
            settings.meta(),
            template == null ? null : PayloadTemplate.parse(template));
    this.downlink = settings.down().isEmpty() ? null : new Downlink(id, settings, surroundings);
    this.connector =
        new Connector(id, settings, terms, surroundings, resolver, this::opened, downlink);
  }

  private void opened(Session session) {
    if (session.login().until() != Login.FOR_EVER) {
      Thread.ofVirtual()
          .name("uplink-renewal")
          .start(new Renewal(session, connector, turns.writeLock(), settings.timeout(), clock));
    }
    if (downlink != null) {
      downlink.opened(session);
    }
  }

  @Override
  public void start() {
    if (downlink != null) {
      downlink.start(connector);
    }
  }

  @Override
  public Optional<DownStatus> down() {
    return Optional.ofNullable(downlink).map(Downlink::status);
  }

  @Override
  public Delivery deliver(List<Parcel> batch) throws InterruptedException {
    Delivery verdict = sent(batch);
    return verdict instanceof Delivery.Retry retry
        ? new Delivery.Retry(retry.why(), retry.after(), firstOnes(batch, retry.arrived()))
        : verdict;
  }

  private Delivery sent(List<Parcel> batch) throws InterruptedException {
    Legs legs = new Legs();
    List<Message> left = null;
    do {
      boolean alone = careful;
      Lock turn = alone ? turns.writeLock() : turns.readLock();
      if (!turn.tryLock(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        return legs.end(Delivery.Retry.of("the other lane has not come to its end in time"));
      }
      try {
        Session session = connector.session(settings.timeout());
        List<Message> messages = left == null ? packed(batch, session) : left;
        Delivery tooLarge = tooLarge(messages, session);
        if (tooLarge != null) {
          return legs.end(tooLarge);
        }
        Flight flight = new Flight(messages, session, terms, pace, settings.timeout(), clock);
        flight.fly();
        legs.add(judged(flight, alone, messages, session.loss()), flight.arrived());
        left = flight.left();
      } catch (UnreachableException e) {
        return legs.end(e.verdict());
      } finally {
        // Between two legs whoever replaces the session has its turn.
        turn.unlock();
      }
    } while (!left.isEmpty() && legs.goOn());
    return legs.verdict();
  }

  private List<Message> packed(List<Parcel> batch, Session session) {
    List<Message> messages = packing(session).pack(batch);
    messages.stream().filter(one -> !terms.keeps(one.topic())).forEach(Message::notKept);
    newest.mark(messages, settings.retain());
    return messages;
  }

  private Delivery judged(
      Flight flight, boolean alone, List<Message> messages, @Nullable Loss loss) {
    Delivery verdict = weighed(flight.verdict(alone, took), messages, loss);
    took |= flight.took();
    careful =
        verdict instanceof Delivery.Retry
            ? careful || (loss != null && Reasons.blamesMessage(loss.code()))
            : careful && verdict instanceof Delivery.Rejected;
    return verdict;
  }

  /**
   * Some brokers end the session instead of saying no to a message, whatever it is, if the rights
   * are wrong. To give up all readings then, one by one, would be a loss.
   */
  private Delivery weighed(Delivery verdict, List<Message> messages, @Nullable Loss loss) {
    boolean denied =
        verdict instanceof Delivery.Rejected
            && loss != null
            && loss.code() == Reasons.NOT_AUTHORIZED
            && messages.size() == 1
            && messages.getFirst().positions().size() == 1
            && !took;
    if (!denied || ++denials < MOST_DENIALS) {
      return verdict;
    }
    denials = MOST_DENIALS;
    return new Delivery.Refused(
        "the broker ends the connection whatever is published, as to "
            + messages.getFirst().topic()
            + " (not authorized); give this client the right to, or change topic");
  }

  private Packing packing(Session session) {
    String clientId = session.login().clientId();
    return new Packing(
        last -> terms.topic(clientId, last), payloads, settings.per() == Per.DEVICE, rawTopics);
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
  private @Nullable Delivery tooLarge(List<Message> messages, Session session) {
    for (Message message : messages) {
      Terms.Unfit unfit = message.positions().size() > 1 ? terms.unfit(message) : null;
      if (unfit != null && unfit.bySize()) {
        return new Delivery.Rejected(unfit.why());
      }
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
      if (loss != null && loss.isPlanned() && connector.session(bound).answers(bound)) {
        return new Delivery.Delivered();
      }
      return Delivery.Retry.of(loss == null ? "the broker does not answer" : loss.why());
    } catch (UnreachableException e) {
      return e.verdict();
    }
  }

  @Override
  public void close() {
    if (downlink != null) {
      downlink.close();
    }
    connector.close();
  }
}
