package dev.sluice.mqtt.broker;

import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All connections, and what outlives them per client id. Nothing here is touched per message. */
final class Connections {

  /** As many clients' QoS 2 state is remembered; the one quiet for longest makes room. */
  private static final int MAX_KEPT = 10_000;

  /** HiveMQ has one such object per connection; with its end the entry vanishes by itself. */
  private final Map<ConnectionInformation, Connection> byConnection =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final ConcurrentHashMap<String, Connection> online = new ConcurrentHashMap<>();

  private final Map<String, KeptPublishes> kept =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, KeptPublishes> eldest) {
              return size() > MAX_KEPT;
            }
          });

  void greet(ConnectionInformation information, Connection connection) {
    byConnection.put(information, connection);
  }

  /** The connection HiveMQ means, or null if it never came past the tap's CONNECT. */
  @Nullable Connection of(ConnectionInformation information) {
    return byConnection.get(information);
  }

  /** It has its CONNACK. */
  void online(Connection connection) {
    online.put(connection.client, connection);
  }

  /** True until its end was seen, or another one with its id has got a CONNACK. */
  boolean isOnline(Connection connection) {
    return online.get(connection.client) == connection;
  }

  boolean isOnline(String client) {
    return online.containsKey(client);
  }

  void gone(Connection connection) {
    online.remove(connection.client, connection);
  }

  int size() {
    return online.size();
  }

  Collection<Connection> all() {
    return online.values();
  }

  /** The QoS 2 publishes of the connection's client. */
  KeptPublishes kept(Connection connection) {
    KeptPublishes known = connection.kept;
    if (known == null) {
      known = kept.computeIfAbsent(connection.client, client -> new KeptPublishes());
      connection.kept = known;
    }
    return known;
  }

  /** The client's session ended: HiveMQ has forgotten its packet ids too. */
  void sessionEnded(String client) {
    kept.remove(client);
  }
}
