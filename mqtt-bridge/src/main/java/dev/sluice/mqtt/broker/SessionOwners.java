package dev.sluice.mqtt.broker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Knows whose session stands under each client id, from a log-in until HiveMQ forgets the session:
 * nobody may take over what another user has subscribed to. Safe from any thread.
 */
final class SessionOwners {

  private static final int FIRST_SWEEP = 1024;

  /** The session of one client id. */
  private static final class Session {
    final @Nullable String user;
    final Connection newest;

    /** True while its newest connection stands. */
    boolean open = true;

    /** When it ends, monotonic ns; counts only once it is not open. */
    long end;

    Session(@Nullable String user, Connection newest) {
      this.user = user;
      this.newest = newest;
    }

    boolean isOver(long nanos) {
      return !open && nanos - end >= 0;
    }
  }

  private final Map<String, Session> byClient = new HashMap<>();
  private int sweepAt = FIRST_SWEEP;

  /**
   * Gives the client id of a connection that is being let in to its user.
   *
   * @param user the device key's name, or null for programs on this box, which count as one
   * @param nanos the monotonic time
   * @return false, and nothing changes, if the id's session belongs to somebody else
   */
  synchronized boolean claim(Connection connection, @Nullable String user, long nanos) {
    Session known = byClient.get(connection.client);
    if (known != null && !known.isOver(nanos) && !Objects.equals(known.user, user)) {
      return false;
    }
    byClient.put(connection.client, new Session(user, connection));
    if (byClient.size() >= sweepAt) {
      byClient.values().removeIf(session -> session.isOver(nanos));
      sweepAt = Math.max(FIRST_SWEEP, 2 * byClient.size());
    }
    return true;
  }

  /** The connection is over; its session lives on for as long as its client has asked for. */
  synchronized void ended(Connection connection, long nanos) {
    Session session = byClient.get(connection.client);
    if (session == null || session.newest != connection) {
      return;
    }
    if (connection.sessionExpirySeconds <= 0) {
      byClient.remove(connection.client);
    } else {
      session.open = false;
      session.end = nanos + connection.sessionExpirySeconds * 1_000_000_000L;
    }
  }

  /** True if a session that anybody could go on with is known under this client id. */
  synchronized boolean isKnown(String client, long nanos) {
    Session session = byClient.get(client);
    return session != null && !session.isOver(nanos);
  }

  /** The client ids of a user's sessions, connected or not. */
  synchronized List<String> clientsOf(String user) {
    List<String> clients = new ArrayList<>();
    byClient.forEach(
        (client, session) -> {
          if (user.equals(session.user)) {
            clients.add(client);
          }
        });
    return clients;
  }
}
