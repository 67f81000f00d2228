package dev.sluice.driver;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The kinds of drivers there are, by the word behind {@code driver:} in the configuration. */
public final class DriverCatalogue {

  private final Map<String, DriverFactory<?>> byKind = new TreeMap<>();

  /**
   * A catalogue of these factories.
   *
   * @throws IllegalStateException if two have the same kind
   */
  public DriverCatalogue(Iterable<DriverFactory<?>> factories) {
    for (DriverFactory<?> factory : factories) {
      DriverFactory<?> other = byKind.put(factory.kind(), factory);
      if (other != null) {
        throw new IllegalStateException(
            "two drivers of kind '" + factory.kind() + "': " + other + " and " + factory);
      }
    }
  }

  /** All factories on the class path. */
  @SuppressWarnings({"rawtypes", "unchecked"}) // a service is named by its raw class
  public static DriverCatalogue load() {
    return new DriverCatalogue((Iterable) ServiceLoader.load(DriverFactory.class));
  }

  /** The factory of this kind, if there is one. */
  public Optional<DriverFactory<?>> find(String kind) {
    return Optional.ofNullable(byKind.get(kind));
  }

  /** All factories, sorted by kind. */
  public Collection<DriverFactory<?>> all() {
    return Collections.unmodifiableCollection(byKind.values());
  }
}
