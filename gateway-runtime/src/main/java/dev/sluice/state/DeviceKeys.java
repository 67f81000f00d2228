package dev.sluice.state;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The credentials of MQTT devices. Only a hash of a password is kept; the password itself is shown
 * once.
 */
public interface DeviceKeys {

  /**
   * What a device may do.
   *
   * @param name its user name, see {@link Names#check}
   * @param publish topic filters it may publish to
   * @param subscribe topic filters it may subscribe to
   */
  record DeviceKey(String name, List<String> publish, List<String> subscribe) {

    /**
     * What a device may do.
     *
     * @throws IllegalArgumentException if the name is not allowed; the message is for people
     */
    public DeviceKey {
      Names.check("device name", name);
      publish = List.copyOf(publish);
      subscribe = List.copyOf(subscribe);
    }
  }

  /**
   * A device that has shown its password.
   *
   * @param key what it may do
   * @param mark stands for this very key, see {@link #marks}
   */
  record Known(DeviceKey key, String mark) {}

  /**
   * Adds a device and returns its password, the only time it is seen; empty if the name is taken.
   */
  Optional<String> add(DeviceKey key);

  /** The device with this name and password. Cheap: called per connection. */
  Optional<Known> check(String name, byte[] password);

  /**
   * By name a mark of each key. It is another one as soon as the key was removed and made again, or
   * allows something else; so whoever was let in can be compared with what holds now. Cheap: asked
   * every few seconds.
   */
  Map<String, String> marks();

  /** All devices by name. */
  List<DeviceKey> all();

  /** Removes a device; false if there is none. */
  boolean remove(String name);
}
