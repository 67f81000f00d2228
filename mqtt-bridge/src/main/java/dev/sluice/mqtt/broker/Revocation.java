package dev.sluice.mqtt.broker;

import com.hivemq.extension.sdk.api.services.exception.NoSuchClientIdException;
import com.hivemq.extension.sdk.api.services.session.ClientService;
import dev.sluice.state.DeviceKeys;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what a device key has opened, once that key is removed or changed: looks every two seconds,
 * since another process may have done it. The session ends with the connection, because what it has
 * subscribed to was allowed by the old key. MQTT 5 clients are told 0x98, administrative action.
 */
final class Revocation {

  private static final Logger log = LoggerFactory.getLogger(Revocation.class);

  private static final long EVERY_SECONDS = 2;
  private static final long RETRY_SECONDS = 1;

  private final DeviceKeys keys;
  private final SessionOwners owners;
  private final ClientService clients;
  private final BrokerMeters meters;
  private final Later later;
  private final Seldom complaints;

  Revocation(
      DeviceKeys keys,
      SessionOwners owners,
      ClientService clients,
      BrokerMeters meters,
      Later later,
      Seldom complaints) {
    this.keys = keys;
    this.owners = owners;
    this.clients = clients;
    this.meters = meters;
    this.later = later;
    this.complaints = complaints;
  }

  /** Looks from now on until the broker closes. */
  void watch() {
    later.every(EVERY_SECONDS, this::look);
  }

  private void look() {
    if (!owners.anyWithKey()) {
      return;
    }
    Map<String, String> marks;
    try {
      marks = keys.marks();
    } catch (RuntimeException e) {
      // Nothing is known, so nobody is shut out; a log-in fails meanwhile.
      if (complaints.now()) {
        log.warn("device keys cannot be read, so a removed one is not noticed; will try again", e);
      }
      return;
    }
    Map<String, String> revoked = owners.dropRevoked(marks);
    if (!revoked.isEmpty()) {
      meters.revoked.add(revoked.size());
      log.info(
          "{} sessions end because their device keys were removed or changed: {}",
          revoked.size(),
          new TreeSet<>(revoked.values()));
      revoked.keySet().forEach(this::end);
    }
  }

  private void end(String client) {
    var _ =
        clients.invalidateSession(client).whenComplete((done, failure) -> ended(client, failure));
  }

  private void ended(String client, @Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure;
    if (cause != null && !(cause instanceof NoSuchClientIdException)) {
      log.warn("the session of {} could not be ended, trying again", client, cause);
      later.in(RETRY_SECONDS, () -> end(client));
    }
  }
}
