package dev.sluice.mqtt.inbound;

import dev.sluice.model.SignalId;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What one topic means: how its payload is read and which ids its values get. Made at the topic's
 * first publish and kept; grows with the JSON keys seen there.
 */
final class Plan {

  private final Mapping mapping;
  private final String device;
  private final @Nullable String prefix;
  private final @Nullable SignalId leaf;
  private final Place root;
  private final AtomicLong weight = new AtomicLong();
  private volatile @Nullable AtomicLong total;

  /**
   * A plan.
   *
   * @param device the device of the values inside a JSON object or array
   * @param prefix what the names of those start with, or null
   * @param leafDevice the device of a value that stands alone
   * @param leafName the name of that
   */
  Plan(
      Mapping mapping, String device, @Nullable String prefix, String leafDevice, String leafName) {
    this.mapping = mapping;
    this.device = device;
    this.prefix = prefix;
    boolean fits = fits(leafDevice) && fits(leafName);
    this.leaf = fits ? new SignalId(leafDevice, leafName) : null;
    this.root = Place.root(this);
    grow(400 + 2L * (device.length() + leafDevice.length() + leafName.length()));
  }

  private static boolean fits(String part) {
    return part.length() <= SignalId.MAX_LENGTH;
  }

  Mapping mapping() {
    return mapping;
  }

  /** The place of the whole document. */
  Place root() {
    return root;
  }

  @Nullable String prefix() {
    return prefix;
  }

  /** The id of a value that stands alone. */
  SignalId leaf() throws MalformedException {
    if (leaf == null) {
      throw new MalformedException(Reason.ID_TOO_LONG);
    }
    return leaf;
  }

  /** The id of a value inside a JSON object or array. */
  SignalId inside(String name) throws MalformedException {
    if (!fits(device) || !fits(name)) {
      throw new MalformedException(Reason.ID_TOO_LONG);
    }
    return new SignalId(device, name);
  }

  /** About how many bytes it holds. */
  long weight() {
    return weight.get();
  }

  /** From now on counts its growth there, too. */
  void countIn(AtomicLong total) {
    this.total = total;
  }

  void grow(long bytes) {
    weight.addAndGet(bytes);
    AtomicLong counted = total;
    if (counted != null) {
      counted.addAndGet(bytes);
    }
  }
}
