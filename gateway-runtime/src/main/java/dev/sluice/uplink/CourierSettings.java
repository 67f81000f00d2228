package dev.sluice.uplink;

import java.time.Duration;
import java.time.ZoneId;

/**
 * How one uplink is served, whatever its kind.
 *
 * @param enabled false: nothing is sent; its position is kept, and all that comes is backlog
 * @param fromBeginning a new uplink gets what history and journal have already; else it starts now
 * @param newestFirst the backlog's newest stretch first; else the oldest reading first
 * @param batch the most readings in one delivery, 1 to 10,000
 * @param batchBytes the most bytes in one delivery, about
 * @param queue readings that may wait in memory for the live lane, at least 16
 * @param backoff the longest wait after failures in a row
 */
public record CourierSettings(
    boolean enabled,
    boolean fromBeginning,
    boolean newestFirst,
    int batch,
    long batchBytes,
    int queue,
    Duration backoff,
    Budget budget,
    Shaping shaping) {

  /** Checks the ranges. */
  public CourierSettings {
    if (batch < 1 || batch > 10_000 || batchBytes < 1) {
      throw new IllegalArgumentException("a batch has 1 to 10000 readings");
    }
    if (queue < 16) {
      throw new IllegalArgumentException("a queue holds 16 readings or more");
    }
    if (backoff.compareTo(LaneWork.FIRST_WAIT) < 0) {
      throw new IllegalArgumentException("the longest wait is " + LaneWork.FIRST_WAIT + " or more");
    }
  }

  /** What an uplink gets that says nothing else. */
  public static CourierSettings usual(ZoneId zone) {
    return new CourierSettings(
        true,
        false,
        false,
        500,
        256 << 10,
        8_192,
        Duration.ofSeconds(10),
        Budget.unlimited(zone),
        Shaping.NONE);
  }
}
