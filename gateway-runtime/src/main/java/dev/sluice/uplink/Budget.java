package dev.sluice.uplink;

import java.time.LocalTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What the backfill lane may use; the live lane is never limited.
 *
 * @param readings a second; 0 = no limit
 * @param bytes a second, as estimated; 0 = no limit
 * @param from when it may begin, in the gateway's time zone; null = at any time
 * @param to when it must end; may be before {@code from}: over midnight
 */
public record Budget(
    long readings, long bytes, @Nullable LocalTime from, @Nullable LocalTime to, ZoneId zone) {

  public Budget {
    if (readings < 0 || bytes < 0) {
      throw new IllegalArgumentException("a budget is 0 or more");
    }
    if ((from == null) != (to == null)) {
      throw new IllegalArgumentException("the hours of a budget have a start and an end");
    }
  }

  /** No limit at all. */
  public static Budget unlimited(ZoneId zone) {
    return new Budget(0, 0, null, null, zone);
  }

  /** True if backlog may be sent at this time of the day. */
  boolean open(LocalTime time) {
    if (from == null || to == null || from.equals(to)) {
      return true;
    }
    boolean behind = !time.isBefore(from);
    boolean before = time.isBefore(to);
    return from.isBefore(to) ? behind && before : behind || before;
  }
}
