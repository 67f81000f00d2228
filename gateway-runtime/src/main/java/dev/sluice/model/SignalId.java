package dev.sluice.model;

/**
 * The identity of a signal: {@code device/name}.
 *
 * <p>The device part may itself contain slashes ({@code plant/line-1/press}); the name never does,
 * so an id splits at its last slash.
 *
 * @param device the device the signal belongs to; 1 to {@value #MAX_LENGTH} characters
 * @param name the signal within the device; no slash; 1 to {@value #MAX_LENGTH} characters
 */
public record SignalId(String device, String name) implements Comparable<SignalId> {

  /** The longest device or name, in UTF-16 units; longer ones are refused where they enter. */
  public static final int MAX_LENGTH = 512;

  public SignalId {
    check("device", device);
    check("name", name);
    if (name.indexOf('/') >= 0) {
      throw new IllegalArgumentException("a signal name has no slash: '" + name + "'");
    }
  }

  /**
   * Reads {@code device/name}.
   *
   * @throws IllegalArgumentException if there is no slash, or a part is empty or too long
   */
  public static SignalId parse(String id) {
    int slash = id.lastIndexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "a signal id is device/name, this has no slash: '" + id + "'");
    }
    return new SignalId(id.substring(0, slash), id.substring(slash + 1));
  }

  private static void check(String part, String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a signal "
              + part
              + " has 1 to "
              + MAX_LENGTH
              + " characters, this has "
              + text.length());
    }
  }

  @Override
  public int compareTo(SignalId other) {
    int byDevice = device.compareTo(other.device);
    return byDevice != 0 ? byDevice : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return device + "/" + name;
  }
}
