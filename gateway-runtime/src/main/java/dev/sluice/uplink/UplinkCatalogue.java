package dev.sluice.uplink;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The kinds of uplinks there are, by the word behind {@code type:} in the configuration. */
public final class UplinkCatalogue {

  private final Map<String, UplinkFactory<?>> byType = new TreeMap<>();

  /**
   * A catalogue of these factories.
   *
   * @throws IllegalStateException if two have the same type
   */
  public UplinkCatalogue(Iterable<UplinkFactory<?>> factories) {
    for (UplinkFactory<?> factory : factories) {
      UplinkFactory<?> other = byType.put(factory.type(), factory);
      if (other != null) {
        throw new IllegalStateException(
            "two uplinks of type '" + factory.type() + "': " + other + " and " + factory);
      }
    }
  }

  /** All factories on the class path. */
  @SuppressWarnings({"rawtypes", "unchecked"}) // a service is named by its raw class
  public static UplinkCatalogue load() {
    return new UplinkCatalogue((Iterable) ServiceLoader.load(UplinkFactory.class));
  }

  /** The factory of this type, if there is one. */
  public Optional<UplinkFactory<?>> find(String type) {
    return Optional.ofNullable(byType.get(type));
  }

  /** The settings record of each type. */
  public Map<String, Class<? extends Record>> settings() {
    Map<String, Class<? extends Record>> settings = new TreeMap<>();
    byType.forEach((type, factory) -> settings.put(type, factory.settings()));
    return Collections.unmodifiableMap(settings);
  }
}
