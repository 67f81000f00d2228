package dev.sluice.driver;

/**
 * How a polled device is doing.
 *
 * @param cause why it is not online, for people; empty when it is
 * @param lastSeen when it was last read, µs since 1970, 0 = never
 * @param skipped polls that found no room at the intake, since the loop was made
 * @param outages how often it went offline, since the loop was made
 */
public record DeviceState(Reach reach, String cause, long lastSeen, long skipped, long outages) {

  /** Whether the device can be read. */
  public enum Reach {
    /** Not tried yet. */
    NEVER_SEEN,
    /** The last poll brought every signal. */
    ONLINE,
    /** It answers, but some signals could not be read, or the last poll was skipped. */
    DEGRADED,
    /** It cannot be read; the loop keeps trying. */
    OFFLINE
  }

  static final DeviceState INITIAL = new DeviceState(Reach.NEVER_SEEN, "", 0, 0, 0);

  DeviceState seen(Reach reach, String cause, long now) {
    return new DeviceState(reach, cause, now, skipped, outages);
  }

  DeviceState skip(String cause, long now) {
    return new DeviceState(Reach.DEGRADED, cause, now, skipped + 1, outages);
  }

  DeviceState offline(String cause) {
    long newOutage = reach == Reach.OFFLINE ? 0 : 1;
    return new DeviceState(Reach.OFFLINE, cause, lastSeen, skipped, outages + newOutage);
  }
}
