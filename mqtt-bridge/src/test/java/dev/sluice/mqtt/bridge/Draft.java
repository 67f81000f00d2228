package dev.sluice.mqtt.bridge;

import dev.sluice.mqtt.bridge.MqttSettings.Per;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Settings with all defaults but a few; each method gives a changed copy, checked as ever. */
record Draft(MqttSettings settings) {

  private static final Map<String, Object> DEFAULTS =
      Map.ofEntries(
          Map.entry("version", "5"),
          Map.entry("per", Per.SIGNAL),
          Map.entry("meta", false),
          Map.entry("qos", 1),
          Map.entry("retain", false),
          Map.entry("inflight", 200),
          Map.entry("keepAlive", Duration.ofSeconds(30)),
          Map.entry("timeout", Duration.ofSeconds(5)),
          Map.entry("tokenLife", Duration.ofHours(1)),
          Map.entry("down", List.of()));

  static Draft to(String... urls) {
    Map<String, @Nullable Object> keys = new TreeMap<>(DEFAULTS);
    keys.put("url", List.of(urls));
    return new Draft(make(keys));
  }

  private static MqttSettings make(Map<String, @Nullable Object> keys) {
    RecordComponent[] all = MqttSettings.class.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(all).map(RecordComponent::getType).toArray(size -> new Class<?>[size]);
    @Nullable Object[] values = Arrays.stream(all).map(one -> keys.get(one.getName())).toArray();
    try {
      return MqttSettings.class.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof RuntimeException refused
          ? refused
          : new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private Draft with(String key, @Nullable Object value) {
    return with(key, value, key, value);
  }

  private Draft with(
      String key, @Nullable Object value, String other, @Nullable Object otherValue) {
    Map<String, @Nullable Object> keys = new TreeMap<>();
    try {
      for (RecordComponent one : MqttSettings.class.getRecordComponents()) {
        keys.put(one.getName(), one.getAccessor().invoke(settings));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    keys.put(key, value);
    keys.put(other, otherValue);
    return new Draft(make(keys));
  }

  /** These settings, with what may come down. */
  MqttSettings down(DownSettings... down) {
    return with("down", List.of(down)).settings();
  }

  Draft version(String version) {
    return with("version", version);
  }

  Draft clientId(String clientId) {
    return with("clientId", clientId);
  }

  Draft passwordFile(String passwordFile) {
    return with("passwordFile", passwordFile);
  }

  Draft ca(String ca) {
    return with("ca", ca);
  }

  Draft pin(String pin) {
    return with("pin", pin);
  }

  Draft topic(String topic) {
    return with("topic", topic);
  }

  Draft per(Per per) {
    return with("per", per);
  }

  Draft payload(String payload) {
    return with("payload", payload);
  }

  Draft meta(boolean meta) {
    return with("meta", meta);
  }

  Draft qos(int qos) {
    return with("qos", qos);
  }

  Draft retain(boolean retain) {
    return with("retain", retain);
  }

  Draft inflight(int inflight) {
    return with("inflight", inflight);
  }

  Draft keepAlive(Duration keepAlive) {
    return with("keepAlive", keepAlive);
  }

  Draft timeout(Duration timeout) {
    return with("timeout", timeout);
  }

  Draft user(@Nullable String username, @Nullable String password) {
    return with("username", username, "password", password);
  }

  Draft identity(@Nullable String cert, @Nullable String key) {
    return with("cert", cert, "key", key);
  }
}
