package dev.sluice.mqtt.broker;

import com.hivemq.extension.sdk.api.events.client.ClientLifecycleEventListener;
import com.hivemq.extension.sdk.api.events.client.parameters.AuthenticationSuccessfulInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ClientInitiatedDisconnectInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ConnectionStartInput;
import com.hivemq.extension.sdk.api.events.client.parameters.DisconnectEventInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ServerInitiatedDisconnectInput;
import com.hivemq.extension.sdk.api.packets.general.DisconnectedReasonCode;
import dev.sluice.meters.TroubleBook;
import dev.sluice.time.WallClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees how connections end: settles their will, counts, and complains about shared client ids. */
final class Goodbyes implements ClientLifecycleEventListener {

  private static final Logger log = LoggerFactory.getLogger(Goodbyes.class);

  private final Connections connections;
  private final SessionOwners owners;
  private final Wills wills;
  private final BrokerMeters meters;
  private final TroubleBook troubles;
  private final WallClock clock;
  private final Seldom complaints;

  Goodbyes(
      Connections connections,
      SessionOwners owners,
      Wills wills,
      BrokerMeters meters,
      TroubleBook troubles,
      WallClock clock) {
    this.connections = connections;
    this.owners = owners;
    this.wills = wills;
    this.meters = meters;
    this.troubles = troubles;
    this.clock = clock;
    this.complaints = new Seldom(clock);
  }

  @Override
  public void onMqttConnectionStart(ConnectionStartInput input) {}

  @Override
  public void onAuthenticationSuccessful(AuthenticationSuccessfulInput input) {}

  @Override
  public void onClientInitiatedDisconnect(ClientInitiatedDisconnectInput input) {
    DisconnectedReasonCode reason = input.getReasonCode().orElse(null);
    ended(input, reason != DisconnectedReasonCode.DISCONNECT_WITH_WILL_MESSAGE);
  }

  @Override
  public void onServerInitiatedDisconnect(ServerInitiatedDisconnectInput input) {
    String client = input.getClientInformation().getClientId();
    switch (input.getReasonCode().orElse(null)) {
      case PACKET_TOO_LARGE -> {
        meters.packetsTooLarge.increment();
        troubles.note(client, "packet-too-large", "", "", clock.micros());
      }
      case SESSION_TAKEN_OVER -> {
        meters.takeovers.increment();
        complain(client);
      }
      case null, default -> {}
    }
    ended(input, false);
  }

  @Override
  public void onDisconnect(DisconnectEventInput input) {
    ended(input, false);
  }

  private void ended(DisconnectEventInput input, boolean clean) {
    try {
      Connection connection = connections.of(input.getConnectionInformation());
      if (connection == null || connection.closed) {
        return;
      }
      connection.closed = true;
      if (connection.rights == null) {
        return; // refused: nothing under its client id is its own
      }
      connections.gone(connection);
      wills.disconnected(connection, clean);
      owners.ended(connection, clock.nanos());
      if (connection.sessionExpirySeconds == 0) {
        connections.sessionEnded(connection.client);
      }
    } catch (Throwable t) {
      log.error(
          "the end of {} could not be handled", input.getClientInformation().getClientId(), t);
    }
  }

  private void complain(String client) {
    if (complaints.now()) {
      log.warn(
          "two MQTT clients use the client id '{}' or one reconnects without saying good-bye: the"
              + " older connection was ended; give every client an id of its own",
          client);
    }
  }
}
