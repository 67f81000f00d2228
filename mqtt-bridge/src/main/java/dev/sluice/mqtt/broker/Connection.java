package dev.sluice.mqtt.broker;

import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import com.hivemq.extension.sdk.api.packets.general.MqttVersion;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What we know of one connection. HiveMQ runs everything of one client id on one thread, so only
 * what is marked volatile is seen from elsewhere. It holds no reference to HiveMQ's connection:
 * when HiveMQ lets go of that, this is forgotten too.
 */
final class Connection {

  final String client;
  final boolean mqtt5;
  final boolean cleanStart;
  final PendingAcks pending = new PendingAcks();

  /** Seconds the session lives on after the connection; a DISCONNECT may change it. */
  long sessionExpirySeconds;

  /** The will taken out of the CONNECT, or null. */
  final @Nullable Will will;

  /** Set once it is let in. */
  @Nullable Rights rights;

  /** QoS 2 publishes, made when first needed. */
  @Nullable KeptPublishes kept;

  /** Bytes of QoS 2 publishes that were refused: HiveMQ keeps them until the session ends. */
  long refusedBytes;

  /** True once HiveMQ has said that it is over. */
  boolean closed;

  /** The acknowledgement that is being held, so that closing the broker can let go of it. */
  volatile @Nullable Async<?> held;

  /** Its disconnection by us, once that was asked for. */
  volatile @Nullable CompletableFuture<?> kicked;

  Connection(
      String client,
      boolean mqtt5,
      boolean cleanStart,
      long sessionExpirySeconds,
      @Nullable Will will) {
    this.client = client;
    this.mqtt5 = mqtt5;
    this.cleanStart = cleanStart;
    this.sessionExpirySeconds = sessionExpirySeconds;
    this.will = will;
  }

  /**
   * What a topic with one level belongs to: the name it logged in with, or else its client id.
   * Anybody may choose a client id, also that of another's device.
   */
  String device() {
    Rights known = rights;
    String user = known == null ? null : known.user();
    return user == null ? client : user;
  }

  /** Who it is, for people: the credential or the address first, the client id second. */
  String forPeople(String address) {
    Rights known = rights;
    String user = known == null ? null : known.user();
    String who = user != null ? user : address.isEmpty() ? "anonymous" : "anonymous, " + address;
    return who.equals(client) ? who : who + " (client id " + client + ")";
  }

  /** The connection that begins with this CONNECT. */
  static Connection of(ConnectPacket packet, @Nullable Will will) {
    return new Connection(
        packet.getClientId(),
        packet.getMqttVersion() == MqttVersion.V_5,
        packet.getCleanStart(),
        Math.min(packet.getSessionExpiryInterval(), Knobs.SESSION_EXPIRY_SECONDS),
        will);
  }
}
