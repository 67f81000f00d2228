package dev.sluice.config;

import dev.sluice.driver.DriverFactory;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of drivers and uplinks there are: each brings keys of its own into its section.
 *
 * @param drivers the settings record of each kind of driver, in the order of the alphabet
 * @param uplinks the settings record of each kind of uplink, likewise
 */
public record Kinds(
    Map<String, Class<? extends Record>> drivers, Map<String, Class<? extends Record>> uplinks) {

  /** No kinds at all. */
  public static final Kinds NONE = new Kinds(Map.of(), Map.of());

  /**
   * Checks that no kind brings a key which every section of its sort has.
   *
   * @throws IllegalStateException if one does, or if its settings cannot be read from a file:
   *     mistakes in the program
   */
  public Kinds {
    drivers = Collections.unmodifiableMap(new TreeMap<>(drivers));
    uplinks = Collections.unmodifiableMap(new TreeMap<>(uplinks));
    drivers.values().forEach(settings -> check(settings, DeviceSection.class));
    uplinks.values().forEach(settings -> check(settings, UplinkSection.class));
  }

  private static void check(Class<? extends Record> settings, Class<? extends Record> section) {
    for (Field field : Field.of(settings)) {
      for (Field shared : Field.of(section)) {
        if (field.name().equals(shared.name())) {
          throw new IllegalStateException(
              settings.getName() + "." + field.name() + " is a key that every such section has");
        }
      }
    }
  }

  /**
   * The kinds of these drivers, and no uplinks.
   *
   * @throws IllegalStateException if two are of one kind
   */
  public static Kinds ofDrivers(Collection<? extends DriverFactory<?>> drivers) {
    Map<String, Class<? extends Record>> byKind = new TreeMap<>();
    for (DriverFactory<?> driver : drivers) {
      if (byKind.put(driver.kind(), driver.settings()) != null) {
        throw new IllegalStateException("two drivers are of the kind " + driver.kind());
      }
    }
    return new Kinds(byKind, Map.of());
  }

  /** These kinds, with uplinks by the word behind {@code type:}. */
  public Kinds withUplinks(Map<String, Class<? extends Record>> byType) {
    return new Kinds(drivers, byType);
  }

  /**
   * A section that a kind completes with keys of its own.
   *
   * @param key the key that names the kind
   * @param sort what the kinds are called
   * @param byKind the settings of each
   */
  record Completed(String key, String sort, Map<String, Class<? extends Record>> byKind) {}

  /** How a section is completed, or null if it is not. */
  @Nullable Completed completing(Class<? extends Record> section) {
    if (section == DeviceSection.class) {
      return new Completed("driver", "driver", drivers);
    }
    return section == UplinkSection.class ? new Completed("type", "uplink", uplinks) : null;
  }

  /** True if a component of this record may be no setting: what the kind brings. */
  static boolean mayComplete(Class<?> section) {
    return section == DeviceSection.class || section == UplinkSection.class;
  }
}
