package dev.sluice.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Device keys for tests: {@code secret-of-NAME-1} is the password, counted up for each device. */
public final class InMemoryDeviceKeys implements DeviceKeys {

  private record Entry(DeviceKey key, String password) {}

  private final TreeMap<String, Entry> byName = new TreeMap<>();
  private int made;

  @Override
  public synchronized Optional<String> add(DeviceKey key) {
    if (byName.containsKey(key.name())) {
      return Optional.empty();
    }
    made++;
    String password = "secret-of-" + key.name() + "-" + made;
    byName.put(key.name(), new Entry(key, password));
    return Optional.of(password);
  }

  @Override
  public synchronized Optional<Known> check(String name, byte[] password) {
    return Optional.ofNullable(byName.get(name))
        .filter(entry -> Arrays.equals(entry.password().getBytes(StandardCharsets.UTF_8), password))
        .map(entry -> new Known(entry.key(), entry.password()));
  }

  @Override
  public synchronized Map<String, String> marks() {
    Map<String, String> marks = new TreeMap<>();
    byName.forEach((name, entry) -> marks.put(name, entry.password()));
    return marks;
  }

  @Override
  public synchronized List<DeviceKey> all() {
    return byName.values().stream().map(Entry::key).toList();
  }

  @Override
  public synchronized boolean remove(String name) {
    return byName.remove(name) != null;
  }
}
