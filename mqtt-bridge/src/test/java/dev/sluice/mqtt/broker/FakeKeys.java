package dev.sluice.mqtt.broker;

import dev.sluice.state.DeviceKeys;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Device keys in memory; every password is the name with {@code -secret} behind it. */
final class FakeKeys implements DeviceKeys {

  private final Map<String, DeviceKey> keys = new ConcurrentHashMap<>();
  final AtomicInteger checks = new AtomicInteger();

  @Override
  public Optional<String> add(DeviceKey key) {
    return keys.putIfAbsent(key.name(), key) == null
        ? Optional.of(key.name() + "-secret")
        : Optional.empty();
  }

  @Override
  public Optional<DeviceKey> check(String name, byte[] password) {
    checks.incrementAndGet();
    return Optional.ofNullable(keys.get(name))
        .filter(key -> new String(password, StandardCharsets.UTF_8).equals(name + "-secret"));
  }

  @Override
  public List<DeviceKey> all() {
    return List.copyOf(keys.values());
  }

  @Override
  public boolean remove(String name) {
    return keys.remove(name) != null;
  }
}
