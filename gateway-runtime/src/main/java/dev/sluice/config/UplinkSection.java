package dev.sluice.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One destination upstream, and what is sent there.
 *
 * @param settings the kind's own record, made from the keys beside these
 */
public record UplinkSection(
    @Setting(value = "The kind of destination.", example = "mqtt") String type,
    @Setting(
            value =
                "Whether anything is sent; while it is not, what was not sent yet is kept for later.",
            fallback = "true")
        boolean enabled,
    @Setting(
            value =
                "Where a new uplink begins: with what comes from now on, or with everything that"
                    + " the gateway still has.",
            fallback = "now")
        From from,
    @Setting(
            value = "Only signals whose id matches one of these globs are sent; none = all.",
            example = "[\"boiler/**\"]")
        List<String> only,
    @Setting(
            value = "Signals whose id matches one of these globs are not sent.",
            example = "[\"**/debug\"]")
        List<String> except,
    @Setting(value = "The least quality that is sent: `bad` sends everything.", fallback = "bad")
        Least quality,
    @Setting(
            value = "Send a reading only if its value or quality differs from the one sent before.",
            fallback = "false")
        boolean changes,
    @Setting(
            value =
                "Send a number only if it differs by more than this from the one sent before; 0 ="
                    + " any.",
            fallback = "0",
            min = "0")
        double deadband,
    @Setting(
            value = "Send each signal at most once in this time.",
            fallback = "0s",
            min = "0s",
            max = "1d")
        Duration interval,
    @Setting("How readings that could not be sent when they came are sent later.")
        Backfill backfill,
    @Setting(
            value =
                "Topic filters of this gateway's own broker: messages published there are sent as"
                    + " they are, byte for byte, beside the readings. The settings above, but for"
                    + " enabled, from and backfill, do not apply to them.",
            example = "[\"plant/cell/#\", \"video/+/meta\"]")
        List<String> raw,
    Record settings) {

  /** Where a new uplink begins. */
  public enum From {
    NOW,
    BEGINNING
  }

  /** What quality a reading must have at least. */
  public enum Least {
    GOOD,
    UNCERTAIN,
    BAD
  }

  /** In which order backlog is sent. */
  public enum Order {
    OLDEST_FIRST,
    NEWEST_FIRST
  }

  /** What backlog may cost; readings that come now are never held back. */
  public record Backfill(
      @Setting(value = "What is sent first.", fallback = "oldest-first") Order order,
      @Setting(
              value = "The most readings in a second; 0 = any number.",
              fallback = "0",
              min = "0",
              max = "10000000")
          int rate,
      @Setting(
              value = "The most bytes in a second, about; 0 = any number.",
              fallback = "0",
              example = "64KiB")
          ByteSize bytes,
      @Setting(
              value = "Only between these times of the day, in the gateway's time zone.",
              example = "22:00-06:00")
          @Nullable String hours) {

    public Backfill {
      Checks checks = Checks.of(Backfill.class).range("rate", rate);
      if (hours != null
          && !hours.matches("([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]")) {
        checks.add(
            Complaint.about(
                "is no stretch of the day; write two times, like 22:00-06:00", "hours"));
      }
      checks.done();
    }
  }

  public UplinkSection {
    Checks checks =
        Checks.of(UplinkSection.class).range("deadband", deadband).range("interval", interval);
    complainAboutGlobs(checks, "only", only);
    complainAboutGlobs(checks, "except", except);
    for (int i = 0; i < raw.size(); i++) {
      String fault = RawTopics.fault(raw.get(i));
      if (fault != null) {
        checks.add(Complaint.about(fault, "raw", i));
      }
    }
    checks.require(
        raw.isEmpty() || settings instanceof MessageCarrier,
        "raw",
        "has no use with 'type: " + type + "', which takes readings only; remove it, or use mqtt");
    checks.done();
  }

  private static void complainAboutGlobs(Checks checks, String key, List<String> globs) {
    for (int i = 0; i < globs.size(); i++) {
      String fault = Glob.fault(globs.get(i));
      if (fault != null) {
        checks.add(Complaint.about(fault, key, i));
      }
    }
  }
}
