package dev.sluice.mqtt.broker;

import java.util.HashMap;
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

    /** Of the oldest key under which its subscriptions may have been made; null without a key. */
    final @Nullable String mark;

    final Connection newest;

    /** True while its newest connection stands. */
    boolean open = true;

    /** When it ends, monotonic ns; counts only once it is not open. */
    long end;

    Session(@Nullable String user, @Nullable String mark, Connection newest) {
      this.user = user;
      this.mark = mark;
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
   * @param rights of its user; programs on this box count as one
   * @param nanos the monotonic time
   * @return false, and nothing changes, if the id's session belongs to somebody else
   */
  synchronized boolean claim(Connection connection, Rights rights, long nanos) {
    Session known = byClient.get(connection.client);
    if (known != null && known.isOver(nanos)) {
      known = null;
    }
    if (known != null && !Objects.equals(known.user, rights.user())) {
      return false;
    }
    String mark = known == null || connection.cleanStart ? rights.mark() : known.mark;
    byClient.put(connection.client, new Session(rights.user(), mark, connection));
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

  /** True if any session, connected or not, was opened with a device key. */
  synchronized boolean anyWithKey() {
    return byClient.values().stream().anyMatch(session -> session.user != null);
  }

  /**
   * Forgets the sessions, connected or not, whose device key is not any more what it was.
   *
   * @param marks of all keys that hold now, by name
   * @return by client id the user each belonged to
   */
  synchronized Map<String, String> dropRevoked(Map<String, String> marks) {
    Map<String, String> dropped = new HashMap<>();
    byClient.forEach(
        (client, session) -> {
          if (session.user != null && !Objects.equals(session.mark, marks.get(session.user))) {
            dropped.put(client, session.user);
          }
        });
    byClient.keySet().removeAll(dropped.keySet());
    return dropped;
  }
}
