package dev.sluice.mqtt.bridge;

import dev.sluice.mqtt.bridge.MqttSettings.Per;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settings with all defaults but a few; each method gives a changed copy. */
record Draft(MqttSettings settings) {

  static Draft to(String... urls) {
    return new Draft(
        make(
            List.of(urls),
            "5",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            Per.SIGNAL,
            null,
            false,
            1,
            false,
            200,
            Duration.ofSeconds(30),
            Duration.ofSeconds(5)));
  }

  private static MqttSettings make(
      List<String> url,
      @Nullable String version,
      @Nullable String clientId,
      @Nullable String username,
      @Nullable String password,
      @Nullable String passwordFile,
      @Nullable String ca,
      @Nullable String cert,
      @Nullable String key,
      @Nullable String pin,
      @Nullable String topic,
      Per per,
      @Nullable String payload,
      boolean meta,
      int qos,
      boolean retain,
      int inflight,
      Duration keepAlive,
      Duration timeout) {
    return new MqttSettings(
        url,
        version,
        clientId,
        username,
        password,
        passwordFile,
        ca,
        cert,
        key,
        pin,
        topic,
        per,
        payload,
        meta,
        qos,
        retain,
        inflight,
        keepAlive,
        timeout,
        null,
        null,
        null,
        null,
        null,
        null,
        Duration.ofHours(1),
        null,
        List.of());
  }

  /** These settings, with what may come down. */
  MqttSettings down(DownSettings... down) {
    MqttSettings s = settings;
    return new MqttSettings(
        s.url(),
        s.version(),
        s.clientId(),
        s.username(),
        s.password(),
        s.passwordFile(),
        s.ca(),
        s.cert(),
        s.key(),
        s.pin(),
        s.topic(),
        s.per(),
        s.payload(),
        s.meta(),
        s.qos(),
        s.retain(),
        s.inflight(),
        s.keepAlive(),
        s.timeout(),
        s.preset(),
        s.rate(),
        s.sasKey(),
        s.sasKeyFile(),
        s.connectionString(),
        s.connectionStringFile(),
        s.tokenLife(),
        s.rawTopic(),
        List.of(down));
  }

  Draft version(String version) {
    MqttSettings s = settings;
    return new Draft(
        make(
            s.url(),
            version,
            s.clientId(),
            s.username(),
            s.password(),
            s.passwordFile(),
            s.ca(),
            s.cert(),
            s.key(),
            s.pin(),
            s.topic(),
            s.per(),
            s.payload(),
            s.meta(),
            s.qos(),
            s.retain(),
            s.inflight(),
            s.keepAlive(),
            s.timeout()));
  }

  Draft clientId(String clientId) {
    MqttSettings s = settings;
    return new Draft(
        make(
            s.url(),
            s.version(),
            clientId,
            s.username(),
            s.password(),
            s.passwordFile(),
            s.ca(),
            s.cert(),
            s.key(),
            s.pin(),
            s.topic(),
            s.per(),
            s.payload(),
            s.meta(),
            s.qos(),
            s.retain(),
            s.inflight(),
            s.keepAlive(),
            s.timeout()));
  }

  Draft passwordFile(String passwordFile) {
    MqttSettings s = settings;
    return new Draft(
        make(
            s.url(),
            s.version(),
            s.clientId(),
            s.username(),
            s.password(),
            passwordFile,
            s.ca(),
            s.cert(),
            s.key(),
            s.pin(),
            s.topic(),
            s.per(),
            s.payload(),
            s.meta(),
            s.qos(),
            s.retain(),
            s.inflight(),
            s.keepAlive(),
            s.timeout()));
  }

  Draft ca(String ca) {
    MqttSettings s = settings;
    return new Draft(
        make(
            s.url(),
            s.version(),
            s.clientId(),
            s.username(),
            s.password(),
            s.passwordFile(),
            ca,
            s.cert(),
            s.key(),
            s.pin(),
            s.topic(),
            s.per(),
            s.payload(),
            s.meta(),
            s.qos(),
            s.retain(),
            s.inflight(),
            s.keepAlive(),
            s.timeout()));
  }

  Draft pin(String pin) {
    MqttSettings s = settings;
    return new Draft(
        make(
            s.url(),
            s.version(),
            s.clientId(),
            s.username(),
            s.password(),
            s.passwordFile(),
            s.ca(),
            s.cert(),
            s.key(),
            pin,
            s.topic(),
            s.per(),
            s.payload(),
            s.meta(),
            s.qos(),
            s.retain(),
            s.inflight(),
            s.keepAlive(),
            s.timeout()));
  }

  Draft topic(String topic) {
    MqttSettings s = settings;
    return new Draft(
        make(
            s.url(),
            s.version(),
            s.clientId(),
            s.username(),
            s.password(),
            s.passwordFile(),
            s.ca(),
            s.cert(),
            s.key(),
            s.pin(),
            topic,
            s.per(),
            s.payload(),
            s.meta(),
            s.qos(),
            s.retain(),
            s.inflight(),
            s.keepAlive(),
            s.timeout()));
  }

  Draft per(Per per) {
    MqttSettings s = settings;
    return new Draft(
        make(
            s.url(),
            s.version(),
            s.clientId(),
            s.username(),
            s.password(),
            s.passwordFile(),
            s.ca(),
            s.cert(),
            s.key(),
            s.pin(),
            s.topic(),
            per,
            s.payload(),
            s.meta(),
            s.qos(),
            s.retain(),
            s.inflight(),
            s.keepAlive(),
            s.timeout()));
  }

  Draft payload(String payload) {
    MqttSettings s = settings;
    return new Draft(
        make(
            s.url(),
            s.version(),
            s.clientId(),
            s.username(),
            s.password(),
            s.passwordFile(),
            s.ca(),
            s.cert(),
            s.key(),
            s.pin(),
            s.topic(),
            s.per(),
            payload,
            s.meta(),
            s.qos(),
            s.retain(),
            s.inflight(),
            s.keepAlive(),
            s.timeout()));
  }

  Draft meta(boolean meta) {
    MqttSettings s = settings;
    return new Draft(
        make(
            s.url(),
            s.version(),
            s.clientId(),
            s.username(),
            s.password(),
            s.passwordFile(),
            s.ca(),
            s.cert(),
            s.key(),
            s.pin(),
            s.topic(),
            s.per(),
            s.payload(),
            meta,
            s.qos(),
            s.retain(),
            s.inflight(),
            s.keepAlive(),
            s.timeout()));
  }

  Draft qos(int qos) {
    MqttSettings s = settings;
    return new Draft(
        make(
            s.url(),
            s.version(),
            s.clientId(),
            s.username(),
            s.password(),
            s.passwordFile(),
            s.ca(),
            s.cert(),
            s.key(),
            s.pin(),
            s.topic(),
            s.per(),
            s.payload(),
            s.meta(),
            qos,
            s.retain(),
            s.inflight(),
            s.keepAlive(),
            s.timeout()));
  }

  Draft retain(boolean retain) {
    MqttSettings s = settings;
    return new Draft(
        make(
            s.url(),
            s.version(),
            s.clientId(),
            s.username(),
            s.password(),
            s.passwordFile(),
            s.ca(),
            s.cert(),
            s.key(),
            s.pin(),
            s.topic(),
            s.per(),
            s.payload(),
            s.meta(),
            s.qos(),
            retain,
            s.inflight(),
            s.keepAlive(),
            s.timeout()));
  }

  Draft inflight(int inflight) {
    MqttSettings s = settings;
    return new Draft(
        make(
            s.url(),
            s.version(),
            s.clientId(),
            s.username(),
            s.password(),
            s.passwordFile(),
            s.ca(),
            s.cert(),
            s.key(),
            s.pin(),
            s.topic(),
            s.per(),
            s.payload(),
            s.meta(),
            s.qos(),
            s.retain(),
            inflight,
            s.keepAlive(),
            s.timeout()));
  }

  Draft keepAlive(Duration keepAlive) {
    MqttSettings s = settings;
    return new Draft(
        make(
            s.url(),
            s.version(),
            s.clientId(),
            s.username(),
            s.password(),
            s.passwordFile(),
            s.ca(),
            s.cert(),
            s.key(),
            s.pin(),
            s.topic(),
            s.per(),
            s.payload(),
            s.meta(),
            s.qos(),
            s.retain(),
            s.inflight(),
            keepAlive,
            s.timeout()));
  }

  Draft timeout(Duration timeout) {
    MqttSettings s = settings;
    return new Draft(
        make(
            s.url(),
            s.version(),
            s.clientId(),
            s.username(),
            s.password(),
            s.passwordFile(),
            s.ca(),
            s.cert(),
            s.key(),
            s.pin(),
            s.topic(),
            s.per(),
            s.payload(),
            s.meta(),
            s.qos(),
            s.retain(),
            s.inflight(),
            s.keepAlive(),
            timeout));
  }

  Draft user(@Nullable String username, @Nullable String password) {
    MqttSettings s = settings;
    return new Draft(
        make(
            s.url(),
            s.version(),
            s.clientId(),
            username,
            password,
            s.passwordFile(),
            s.ca(),
            s.cert(),
            s.key(),
            s.pin(),
            s.topic(),
            s.per(),
            s.payload(),
            s.meta(),
            s.qos(),
            s.retain(),
            s.inflight(),
            s.keepAlive(),
            s.timeout()));
  }

  Draft identity(@Nullable String cert, @Nullable String key) {
    MqttSettings s = settings;
    return new Draft(
        make(
            s.url(),
            s.version(),
            s.clientId(),
            s.username(),
            s.password(),
            s.passwordFile(),
            s.ca(),
            cert,
            key,
            s.pin(),
            s.topic(),
            s.per(),
            s.payload(),
            s.meta(),
            s.qos(),
            s.retain(),
            s.inflight(),
            s.keepAlive(),
            s.timeout()));
  }
}
