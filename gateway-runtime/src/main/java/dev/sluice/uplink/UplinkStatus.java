package dev.sluice.uplink;

import dev.sluice.state.UplinkState.Counts;
import java.time.Duration;
import java.util.Optional;

/**
 * How one uplink is at one moment. {@code counts.journalled = acknowledged + pending + filtered +
 * deadLettered + dropped}, in readings.
 *
 * @param type the kind, as in the configuration; empty if it is not there any more
 * @param flowing true if something was confirmed within the last minute, or nothing is pending
 * @param pending readings that are not accounted for
 * @param backlog those of them that wait for the backfill lane
 * @param acknowledgedTo everything below this seq is dealt with
 * @param liveFrom everything from this seq on is the live lane's
 * @param oldest about when the oldest pending reading was received, µs since 1970; 0 if none is
 *     pending
 * @param catchUp how long it takes until nothing is pending, as it went in the last minute; empty
 *     if it does not get less
 * @param lastError what went wrong last, for people; empty if nothing ever did
 * @param lastErrorAt µs since 1970
 * @param pausedUntil µs since 1970; 0 if it is not paused, {@link Long#MAX_VALUE} without an end
 * @param down what came down from there; empty if nothing can
 */
public record UplinkStatus(
    String id,
    String type,
    State state,
    boolean flowing,
    Counts counts,
    long pending,
    long backlog,
    long acknowledgedTo,
    long liveFrom,
    long oldest,
    Optional<Duration> catchUp,
    String lastError,
    long lastErrorAt,
    long pausedUntil,
    Optional<DownStatus> down) {

  /** The status of an uplink from which nothing comes down. */
  public UplinkStatus(
      String id,
      String type,
      State state,
      boolean flowing,
      Counts counts,
      long pending,
      long backlog,
      long acknowledgedTo,
      long liveFrom,
      long oldest,
      Optional<Duration> catchUp,
      String lastError,
      long lastErrorAt,
      long pausedUntil) {
    this(
        id,
        type,
        state,
        flowing,
        counts,
        pending,
        backlog,
        acknowledgedTo,
        liveFrom,
        oldest,
        catchUp,
        lastError,
        lastErrorAt,
        pausedUntil,
        Optional.empty());
  }

  /** What it is doing. */
  public enum State {
    /** Nothing was tried yet. */
    CONNECTING("connecting"),
    /** The last delivery went well. */
    UP("up"),
    /** The far side is away or busy; tried again soon. */
    BACKING_OFF("backing-off"),
    /** The far side takes nothing from us before a person has changed something. */
    REFUSED("refused"),
    PAUSED("paused"),
    /** Switched off in the configuration. */
    DISABLED("disabled"),
    /** Not in the configuration any more; its position is dropped after a week. */
    REMOVED("uplink-removed");

    private final String word;

    State(String word) {
      this.word = word;
    }

    /** The stable word. */
    public String word() {
      return word;
    }
  }

  /** True if the balance holds. */
  public boolean balanced() {
    return counts.open() == pending;
  }
}
