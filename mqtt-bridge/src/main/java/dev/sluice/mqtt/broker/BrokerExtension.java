package dev.sluice.mqtt.broker;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.async.TimeoutFallback;
import com.hivemq.extension.sdk.api.client.ClientContext;
import com.hivemq.extension.sdk.api.client.parameter.InitializerInput;
import com.hivemq.extension.sdk.api.interceptor.connack.parameter.ConnackOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.connack.parameter.ConnackOutboundOutput;
import com.hivemq.extension.sdk.api.interceptor.connect.parameter.ConnectInboundInput;
import com.hivemq.extension.sdk.api.interceptor.connect.parameter.ConnectInboundOutput;
import com.hivemq.extension.sdk.api.interceptor.disconnect.parameter.DisconnectInboundInput;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.publish.Publish;
import com.hivemq.extension.sdk.api.services.publish.PublishService;
import com.hivemq.extension.sdk.api.services.publish.RetainedMessageStore;
import dev.sluice.config.MqttSection;
import dev.sluice.model.Note;
import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Arrival.Care;
import dev.sluice.pipeline.Intake;
import dev.sluice.pipeline.Receipt;
import dev.sluice.state.BrokerState;
import dev.sluice.state.DeviceKeys;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What HiveMQ calls: wires our parts to its hooks, once, before its listeners bind. A new one for
 * every start.
 */
final class BrokerExtension implements ExtensionMain {

  private static final Logger log = LoggerFactory.getLogger(BrokerExtension.class);

  /** Longer than any commit; after it a CONNACK leaves even if the will is not durable yet. */
  private static final Duration CONNACK_PATIENCE = Duration.ofSeconds(10);

  private static final long EXPIRY_SECONDS = 5;

  /** As many expired retained messages are forgotten at a time: the intake has other work too. */
  private static final int MOST_EXPIRED = 1_000;

  private final MqttSection section;
  private final Reception reception;
  private final DeviceKeys keys;
  private final BrokerState state;
  private final BrokerMeters meters;
  private final Later later;
  private final Connections connections = new Connections();
  private final SessionOwners owners = new SessionOwners();
  private final RetainedMessages retainedMessages;
  private final Seldom failures;
  private final CompletableFuture<@Nullable Void> started = new CompletableFuture<>();

  private volatile @Nullable Wills wills;
  private volatile @Nullable PublishService publishing;

  BrokerExtension(
      MqttSection section,
      Reception reception,
      DeviceKeys keys,
      BrokerState state,
      BrokerMeters meters,
      RetainedMessages retainedMessages,
      Later later) {
    this.section = section;
    this.reception = reception;
    this.keys = keys;
    this.state = state;
    this.meters = meters;
    this.retainedMessages = retainedMessages;
    this.later = later;
    this.failures = new Seldom(reception.clock());
  }

  /** Done when everything is wired, failed when it could not be: HiveMQ itself would go on. */
  CompletableFuture<?> started() {
    return started;
  }

  @Override
  public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
    try {
      wire();
      started.complete(null);
    } catch (Throwable t) {
      started.completeExceptionally(t);
      output.preventExtensionStartup("could not be wired");
    }
  }

  @Override
  public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}

  private void wire() {
    PublishService publisher = Services.publishService();
    publishing = publisher;
    WillDelivery delivery =
        new WillDelivery(
            reception,
            meters,
            later,
            will -> {
              var _ = publisher.publish(will.toPublish());
            });
    Wills ours =
        new Wills(reception.intake(), delivery, retainedMessages, later, reception.clock());
    wills = ours;
    Disconnector disconnector =
        new Disconnector(Services.clientService(), connections, meters, later);
    Gatekeeper gatekeeper =
        new Gatekeeper(
            section,
            keys,
            connections,
            owners,
            new FailedLogins(),
            meters,
            reception.troubles(),
            reception.clock());
    Goodbyes goodbyes =
        new Goodbyes(connections, owners, ours, meters, reception.troubles(), reception.clock());
    Services.securityRegistry().setAuthenticatorProvider(provider -> gatekeeper);
    Services.interceptorRegistry()
        .setConnectInboundInterceptorProvider(provider -> this::connecting);
    Services.interceptorRegistry()
        .setConnackOutboundInterceptorProvider(provider -> this::connected);
    Services.eventRegistry().setClientLifecycleEventListener(provider -> goodbyes);
    Services.initializerRegistry()
        .setClientInitializer((input, context) -> tap(input, context, disconnector));
    restore(Services.retainedMessageStore(), ours);
    new Revocation(
            keys, owners, Services.clientService(), meters, later, new Seldom(reception.clock()))
        .watch();
    later.every(EXPIRY_SECONDS, this::expire);
  }

  private void restore(RetainedMessageStore store, Wills ours) {
    List<Note.Retained> retained = state.retained();
    retainedMessages.restore(retained, store, reception.clock().micros());
    List<Note.Will> left = state.wills();
    ours.restore(
        left,
        note -> retainedMessages.restore(List.of(note), store, reception.clock().micros()),
        connections::isOnline);
    if (!retained.isEmpty() || !left.isEmpty()) {
      log.debug("{} retained messages are back, {} wills are due", retained.size(), left.size());
    }
  }

  /** HiveMQ forgets retained messages that have expired by itself; our state has to be told. */
  private void expire() {
    retainedMessages.expire(
        reception.clock().micros(),
        MOST_EXPIRED,
        topic -> {
          Note.Retained cleared = RetainedMessages.cleared(topic);
          Arrival arrival =
              new Arrival(
                  "gateway", Care.ACKNOWLEDGED, false, List.of(), null, cleared, new Receipt());
          return reception.intake().offer(arrival) == Intake.Verdict.TAKEN;
        });
  }

  /** Takes the will out of the CONNECT: we run it, so that it passes the tap and survives. */
  private void connecting(ConnectInboundInput input, ConnectInboundOutput output) {
    try {
      ConnectPacket packet = input.getConnectPacket();
      Will will =
          packet
              .getWillPublish()
              .map(publish -> Will.of(publish, reception.clock().micros()))
              .orElse(null);
      if (will != null) {
        output.getConnectPacket().setWillPublish(null);
      }
      if (!owners.isKnown(packet.getClientId(), reception.clock().nanos())) {
        // HiveMQ's sessions end by the wall clock, which may step: what we think over, must be.
        output.getConnectPacket().setCleanStart(true);
      }
      connections.greet(input.getConnectionInformation(), Connection.of(packet, will));
    } catch (Error e) {
      // An Error would hang HiveMQ's thread; an exception makes it refuse the client.
      throw new IllegalStateException("a CONNECT failed", e);
    }
  }

  /** Called after {@link #connected}. A client that cannot be tapped may not publish. */
  private void tap(InitializerInput input, ClientContext context, Disconnector disconnector) {
    try {
      Connection connection = connections.of(input.getConnectionInformation());
      if (connection == null || connection.rights == null) {
        throw new IllegalStateException("a client that was not let in");
      }
      String address =
          input
              .getConnectionInformation()
              .getInetAddress()
              .map(InetAddress::getHostAddress)
              .orElse("");
      reception.troubles().introduce(connection.client, connection.forPeople(address));
      context.addPublishInboundInterceptor(
          new Tap(
              connection,
              connections,
              reception,
              retainedMessages,
              meters,
              disconnector,
              failures));
      if (connection.rights.subscribe() != null) {
        context.addSubscribeInboundInterceptor(
            new SubscriptionGuard(
                connection.client, connection.rights, reception.troubles(), reception.clock()));
      }
      AckHold hold = new AckHold(connection, connections, reception.intake(), disconnector);
      context.addPubackOutboundInterceptor(hold);
      context.addPubrecOutboundInterceptor(hold);
      context.addDisconnectInboundInterceptor(
          (goodbye, output) -> sayingGoodbye(connection, goodbye));
    } catch (Throwable t) {
      // HiveMQ would let it go on, and acknowledge what nobody stores.
      context.getDefaultPermissions().clear();
      context.getDefaultPermissions().setDefaultBehaviour(DefaultAuthorizationBehaviour.DENY);
      log.error("{} could not be tapped", input.getClientInformation().getClientId(), t);
    }
  }

  private static void sayingGoodbye(Connection connection, DisconnectInboundInput goodbye) {
    goodbye
        .getDisconnectPacket()
        .getSessionExpiryInterval()
        .ifPresent(
            seconds ->
                connection.sessionExpirySeconds = Math.min(seconds, Knobs.SESSION_EXPIRY_SECONDS));
  }

  /** Holds the CONNACK until the client's will is durable and an earlier one is published. */
  private void connected(ConnackOutboundInput input, ConnackOutboundOutput output) {
    if (input.getConnackPacket().getReasonCode() != ConnackReasonCode.SUCCESS) {
      return;
    }
    Connection connection = connections.of(input.getConnectionInformation());
    Wills ours = wills;
    if (connection == null || connection.rights == null || ours == null) {
      // HiveMQ closes the connection.
      throw new IllegalStateException("a client that was not let in");
    }
    if (connection.closed) {
      return;
    }
    try {
      if (connection.cleanStart) {
        connections.sessionEnded(connection.client);
      }
      connections.online(connection);
      CompletableFuture<?> settled = ours.connected(connection);
      if (!settled.isDone()) {
        Async<?> held = output.async(CONNACK_PATIENCE, TimeoutFallback.SUCCESS);
        connection.held = held;
        var _ = settled.whenComplete((done, failure) -> held.resume());
      }
    } catch (Throwable t) {
      log.error("the will of {} could not be put down", connection.client, t);
    }
  }

  /** Hands a message to subscribers, past the tap; null before the broker is up. */
  @Nullable CompletableFuture<?> publish(Publish message) {
    PublishService publisher = publishing;
    return publisher == null ? null : publisher.publish(message);
  }

  int clients() {
    return connections.size();
  }

  /** From now on wills wait for the next start. */
  void closing() {
    Wills ours = wills;
    if (ours != null) {
      ours.close();
    }
  }

  /** Lets go of acknowledgements that are still held; their sockets are closed. */
  void closed() {
    for (Connection connection : connections.all()) {
      Async<?> held = connection.held;
      if (held != null && held.getStatus() == Async.Status.RUNNING) {
        held.resume();
      }
    }
  }
}
