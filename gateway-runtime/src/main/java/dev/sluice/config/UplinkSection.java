package dev.sluice.config;

import dev.sluice.model.SignalId;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    @Setting(
            value =
                "Other names upstream, by glob; the first that matches holds. {device} and {name}"
                    + " stand for the signal's own; where the glob has a star, its side of the"
                    + " name must have the place, or two signals would get one name.",
            example = "{\"boiler/*\": \"site-7/{device}/{name}\"}")
        Map<String, String> names,
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
    names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
    names.forEach((glob, name) -> complainAboutName(checks, glob, name));
    for (int i = 0; i < raw.size(); i++) {
      String fault = RawTopics.fault(raw.get(i));
      if (fault != null) {
        checks.add(Complaint.about(fault, "raw", i));
      }
    }
    checks.require(
        raw.isEmpty() || (settings instanceof MessageCarrier carrier && carrier.carriesMessages()),
        "raw",
        "has no use here, as this destination takes readings only; remove it, or send to an MQTT"
            + " broker");
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

  private static void complainAboutName(Checks checks, String glob, String name) {
    String fault = Glob.fault(glob);
    if (fault == null) {
      fault = nameFault(glob, name);
    }
    if (fault != null) {
      checks.add(Complaint.about(fault, "names", glob));
    }
  }

  private static @Nullable String nameFault(String glob, String name) {
    String filled = name.replace("{device}", "device").replace("{name}", "name");
    if (filled.indexOf('{') >= 0 || filled.indexOf('}') >= 0) {
      return "has a brace that is no place; write {device} or {name}";
    }
    try {
      SignalId.parse(filled);
    } catch (IllegalArgumentException e) {
      return "makes no signal id; write device/name, like site-7/{device}/{name}";
    }
    int slash = glob.lastIndexOf('/');
    boolean across = glob.substring(slash + 1).contains("**");
    boolean manyDevices = across || glob.lastIndexOf('*', slash) >= 0;
    boolean manyNames = glob.indexOf('*', slash + 1) >= 0;
    if (manyDevices && !name.contains("{device}")) {
      return "would give signals of several devices one name; write {device} into it";
    }
    if (manyNames && !name.contains("{name}")) {
      return "would give several signals one name; write {name} into it";
    }
    return null;
  }
}
