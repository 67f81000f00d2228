package dev.sluice.mqtt.broker;

import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.packets.disconnect.DisconnectReasonCode;
import com.hivemq.extension.sdk.api.services.exception.NoSuchClientIdException;
import com.hivemq.extension.sdk.api.services.session.ClientService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a connection whose publish could not be stored, so that its acknowledgement never leaves.
 *
 * <p>The order is all that matters: disconnect, wait until the socket is closed, only then let go
 * of the held acknowledgement. HiveMQ disconnects by client id. While an acknowledgement is held,
 * no CONNECT of the same id gets past us, so a new connection is hit only if it was already past
 * its log-in when the old one's commit failed; it then comes once more.
 */
final class Disconnector {

  private static final Logger log = LoggerFactory.getLogger(Disconnector.class);

  private static final String WHY = "not stored, please send again";

  private final ClientService clients;
  private final Connections connections;
  private final BrokerMeters meters;
  private final Later later;

  Disconnector(ClientService clients, Connections connections, BrokerMeters meters, Later later) {
    this.clients = clients;
    this.connections = connections;
    this.meters = meters;
    this.later = later;
  }

  /** Disconnects, then lets go of what is held. Safe from any thread; never throws. */
  void disconnectThenResume(Connection connection, Async<?> held) {
    endThenResume(connection, held, false);
  }

  /**
   * As {@link #disconnectThenResume}, but HiveMQ also forgets the session: the only way to make it
   * forget a QoS 2 packet id of which nothing is known any more.
   */
  void forgetThenResume(Connection connection, Async<?> held) {
    endThenResume(connection, held, true);
  }

  /** Ends the connection and the session of a client that HiveMQ keeps too much for. */
  void forget(Connection connection) {
    if (connection.kicked == null) {
      connection.kicked = clients.invalidateSession(connection.client);
    }
  }

  private void endThenResume(Connection connection, Async<?> held, boolean forget) {
    try {
      if (!connections.isOnline(connection)) {
        held.resume(); // its socket is closed already
        return;
      }
      CompletableFuture<?> end = connection.kicked;
      if (end == null) {
        meters.notStored.increment();
        end =
            forget
                ? clients.invalidateSession(connection.client)
                : clients.disconnectClient(
                    connection.client, false, DisconnectReasonCode.UNSPECIFIED_ERROR, WHY);
        connection.kicked = end;
      }
      var _ = end.whenComplete((done, failure) -> ended(connection, held, forget, failure));
    } catch (Throwable t) {
      again(connection, held, forget, t);
    }
  }

  private void ended(
      Connection connection, Async<?> held, boolean forget, @Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure;
    if (cause == null || cause instanceof NoSuchClientIdException) {
      held.resume();
    } else {
      again(connection, held, forget, cause);
    }
  }

  private void again(Connection connection, Async<?> held, boolean forget, Throwable cause) {
    log.warn("client {} could not be disconnected, trying again", connection.client, cause);
    connection.kicked = null;
    later.in(1, () -> endThenResume(connection, held, forget));
  }
}
