package dev.sluice.mqtt.broker;

import dev.sluice.state.DeviceKeys;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Device keys in memory; every password is the name with {@code -secret} behind it. */
final class FakeKeys implements DeviceKeys {

  private final Map<String, Known> keys = new ConcurrentHashMap<>();
  private final AtomicInteger made = new AtomicInteger();
  final AtomicInteger checks = new AtomicInteger();

  @Override
  public Optional<String> add(DeviceKey key) {
    Known known = new Known(key, "mark-" + made.incrementAndGet());
    return keys.putIfAbsent(key.name(), known) == null
        ? Optional.of(key.name() + "-secret")
        : Optional.empty();
  }

  @Override
  public Optional<Known> check(String name, byte[] password) {
    checks.incrementAndGet();
    return Optional.ofNullable(keys.get(name))
        .filter(key -> new String(password, StandardCharsets.UTF_8).equals(name + "-secret"));
  }

  @Override
  public Map<String, String> marks() {
    Map<String, String> marks = new HashMap<>();
    keys.forEach((name, known) -> marks.put(name, known.mark()));
    return marks;
  }

  @Override
  public List<DeviceKey> all() {
    return keys.values().stream().map(Known::key).toList();
  }

  @Override
  public boolean remove(String name) {
    return keys.remove(name) != null;
  }
}
