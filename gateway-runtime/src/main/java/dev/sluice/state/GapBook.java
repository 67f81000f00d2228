package dev.sluice.state;

import java.util.List;

/**
 * Why nothing was heard for a while: stretches of time with their cause, kept over restarts. The
 * journal could tell some of them, but it is recycled long before history is.
 */
public interface GapBook {

  /** The most gaps that are kept; those that began first go. */
  int MOST = 10_000;

  /** A gap that is not over has this end. */
  long LASTS = Long.MAX_VALUE;

  /** Why readings are missing. The words are stable: they stand in the API. */
  enum Cause {
    /** The gateway did not run. */
    GATEWAY_OFF("gateway-off"),
    /** It ran, and a device said nothing; the subject is the device. */
    DEVICE_SILENT("device-silent"),
    /** The clock was set forward over these times. */
    CLOCK_STEP("clock-step"),
    /** Readings came and were not kept; the subject is the ledger's word for the cause. */
    DROPPED("dropped");

    private final String word;

    Cause(String word) {
      this.word = word;
    }

    /** The stable word. */
    public String word() {
      return word;
    }
  }

  /**
   * A gap.
   *
   * @param subject whom it is about, empty for all
   * @param from µs since 1970
   * @param to µs, {@link #LASTS} while it is not over
   */
  record Gap(Cause cause, String subject, long from, long to) {}

  /** Keeps gaps; one with the cause, subject and begin of another takes its place. */
  void save(List<Gap> gaps);

  /** The gaps that touch [from, to], by their begin. */
  List<Gap> between(long from, long to);

  /** The gateway ran at this time, µs since 1970. */
  void alive(long time);

  /** The last time told to {@link #alive}, {@link Long#MIN_VALUE} if none was. */
  long lastAlive();
}
