package dev.sluice.mqtt.broker;

import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission.MqttActivity;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import com.hivemq.extension.sdk.api.client.parameter.Listener;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import com.hivemq.extension.sdk.api.packets.auth.ModifiableDefaultPermissions;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import dev.sluice.config.MqttSection;
import dev.sluice.meters.TroubleBook;
import dev.sluice.state.DeviceKeys;
import dev.sluice.time.WallClock;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides who comes in, with which rights, and whether a will may stand. */
final class Gatekeeper implements SimpleAuthenticator {

  private static final Logger log = LoggerFactory.getLogger(Gatekeeper.class);

  private final MqttSection section;
  private final DeviceKeys keys;
  private final Connections connections;
  private final SessionOwners owners;
  private final FailedLogins failures;
  private final BrokerMeters meters;
  private final TroubleBook troubles;
  private final WallClock clock;
  private final Seldom complaints;

  Gatekeeper(
      MqttSection section,
      DeviceKeys keys,
      Connections connections,
      SessionOwners owners,
      FailedLogins failures,
      BrokerMeters meters,
      TroubleBook troubles,
      WallClock clock) {
    this.section = section;
    this.keys = keys;
    this.connections = connections;
    this.owners = owners;
    this.failures = failures;
    this.meters = meters;
    this.troubles = troubles;
    this.clock = clock;
    this.complaints = new Seldom(clock);
  }

  @Override
  public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
    ConnackReasonCode refusal;
    try {
      refusal = admit(input, output);
    } catch (Throwable t) {
      log.error("the log-in of {} failed", input.getClientInformation().getClientId(), t);
      refusal = ConnackReasonCode.UNSPECIFIED_ERROR;
    }
    if (refusal == null) {
      meters.logins.increment();
      output.authenticateSuccessfully();
    } else {
      meters.loginsRefused.increment();
      output.failAuthentication(refusal);
    }
  }

  private @Nullable ConnackReasonCode admit(SimpleAuthInput input, SimpleAuthOutput output) {
    ConnectPacket packet = input.getConnectPacket();
    ConnectionInformation information = input.getConnectionInformation();
    Connection connection = connections.of(information);
    if (connection == null || connection.closed) {
      return ConnackReasonCode.UNSPECIFIED_ERROR; // never came past the CONNECT tap, or left again
    }
    if (packet.getAuthenticationMethod().isPresent()) {
      return ConnackReasonCode.BAD_AUTHENTICATION_METHOD;
    }
    InetAddress address = information.getInetAddress().orElse(null);
    boolean proxied = isProxied(information.getListener().orElse(null));
    String user = packet.getUserName().orElse(null);
    ByteBuffer password = packet.getPassword().orElse(null);
    Rights rights;
    if (user == null && password == null) {
      if (!mayComeAnonymously(section.anonymous(), address, proxied)) {
        return ConnackReasonCode.NOT_AUTHORIZED;
      }
      rights = Rights.ALL;
    } else {
      String source = source(address, proxied, user);
      if (failures.mustWait(source, clock.nanos())) {
        return ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD;
      }
      rights = check(user, password);
      if (rights == null) {
        failures.failed(source, clock.nanos());
        return ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD;
      }
      failures.succeeded(source);
    }
    ConnackReasonCode badWill = checkWill(connection.will, rights);
    if (badWill != null) {
      return badWill;
    }
    if (!owners.claim(connection, rights, clock.nanos())) {
      foreign(connection.client, rights.user());
      return ConnackReasonCode.NOT_AUTHORIZED;
    }
    connection.rights = rights;
    grant(rights, output.getDefaultPermissions());
    return null;
  }

  private void foreign(String client, @Nullable String user) {
    String who = user == null ? "a program on this box" : "device " + user;
    meters.foreignSessions.increment();
    // Not under the client id: that is its owner's.
    String source = who + " (client id " + client + ")";
    troubles.note(source, "client-id-of-another", "", who, clock.micros());
    if (complaints.now()) {
      log.warn(
          "{} was refused the client id '{}': a session of another user stands under it; give it a"
              + " client id of its own",
          who,
          client);
    }
  }

  /** Programs on this box, if the configuration says so and no proxy stands before the listener. */
  static boolean mayComeAnonymously(
      MqttSection.Anonymous policy, @Nullable InetAddress address, boolean proxied) {
    return policy == MqttSection.Anonymous.LOOPBACK
        && !proxied
        && address != null
        && address.isLoopbackAddress();
  }

  /** True if any listener on that port is meant for a proxy, or the port is not known. */
  boolean isProxied(@Nullable Listener listener) {
    if (listener == null) {
      return true;
    }
    for (MqttSection.Listen listen : section.listen()) {
      if (listen.port() == listener.getPort() && listen.proxy()) {
        return true;
      }
    }
    return false;
  }

  /** Behind a proxy everybody has its address: there the user name tells them apart. */
  private static String source(
      @Nullable InetAddress address, boolean proxied, @Nullable String user) {
    String host = address == null ? "?" : address.getHostAddress();
    return proxied ? host + " " + user : host;
  }

  private @Nullable Rights check(@Nullable String user, @Nullable ByteBuffer password) {
    if (user == null) {
      return null;
    }
    byte[] bytes = password == null ? new byte[0] : MessageProperties.bytes(password);
    return keys.check(user, bytes).map(Rights::of).orElse(null);
  }

  static @Nullable ConnackReasonCode checkWill(@Nullable Will will, Rights rights) {
    if (will == null) {
      return null;
    }
    String topic = will.topic();
    if (topic.isEmpty()
        || topic.startsWith("$")
        || topic.indexOf('+') >= 0
        || topic.indexOf('#') >= 0) {
      return ConnackReasonCode.TOPIC_NAME_INVALID;
    }
    return rights.mayPublish(topic) ? null : ConnackReasonCode.NOT_AUTHORIZED;
  }

  /** HiveMQ's part: the tap guards publishing, {@link SubscriptionGuard} subscribing. */
  private static void grant(Rights rights, ModifiableDefaultPermissions permissions) {
    permissions.setDefaultBehaviour(DefaultAuthorizationBehaviour.ALLOW);
    if (rights.subscribe() != null) {
      permissions.add(
          Builders.topicPermission()
              .topicFilter(SubscriptionGuard.REFUSED)
              .type(TopicPermission.PermissionType.DENY)
              .activity(MqttActivity.SUBSCRIBE)
              .build());
    }
  }
}
