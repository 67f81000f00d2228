package dev.sluice.gateway;

import dev.sluice.config.Glob;
import dev.sluice.config.RawTopics;
import dev.sluice.config.UplinkSection;
import dev.sluice.model.Quality;
import dev.sluice.uplink.Budget;
import dev.sluice.uplink.CourierSettings;
import dev.sluice.uplink.Downstream;
import dev.sluice.uplink.Shaping;
import dev.sluice.uplink.Uplink;
import dev.sluice.uplink.UplinkCatalogue;
import dev.sluice.uplink.UplinkFactory;
import dev.sluice.uplink.Uplinks;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads from the configuration which uplinks there are and how each is served.
 *
 * @param downstream what each uplink may do with what comes from upstream, by its id
 */
record UplinkPlan(
    UplinkCatalogue catalogue,
    UplinkFactory.Surroundings surroundings,
    Function<String, Downstream> downstream,
    ZoneId zone) {

  /** The uplinks of a section, in its order. */
  List<Uplinks.Configured> of(Map<String, UplinkSection> sections) {
    List<Uplinks.Configured> configured = new ArrayList<>();
    sections.forEach(
        (id, section) -> {
          // The configuration's check has refused kinds that are not there.
          UplinkFactory<?> factory = catalogue.find(section.type()).orElseThrow();
          configured.add(
              new Uplinks.Configured(
                  id, section.type(), settings(section), () -> open(factory, id, section)));
        });
    return configured;
  }

  private <C extends Record> Uplink open(
      UplinkFactory<C> factory, String id, UplinkSection section) {
    return factory.open(
        id, factory.settings().cast(section.settings()), surroundings.with(downstream.apply(id)));
  }

  private CourierSettings settings(UplinkSection section) {
    CourierSettings usual = CourierSettings.usual(zone);
    return new CourierSettings(
        section.enabled(),
        section.from() == UplinkSection.From.BEGINNING,
        section.backfill().order() == UplinkSection.Order.NEWEST_FIRST,
        usual.batch(),
        usual.batchBytes(),
        usual.queue(),
        usual.backoff(),
        budget(section.backfill()),
        shaping(section));
  }

  private Budget budget(UplinkSection.Backfill backfill) {
    String hours = backfill.hours();
    String[] ends = hours == null ? new String[0] : hours.split("-", -1);
    return new Budget(
        backfill.rate(),
        backfill.bytes().bytes(),
        hours == null ? null : LocalTime.parse(ends[0]),
        hours == null ? null : LocalTime.parse(ends[1]),
        zone);
  }

  private static Shaping shaping(UplinkSection section) {
    return new Shaping(
        section.only().stream().map(Glob::new).toList(),
        section.except().stream().map(Glob::new).toList(),
        qualities(section.quality()),
        section.changes(),
        section.deadband(),
        section.interval(),
        names(section),
        new RawTopics(section.raw()));
  }

  private static Map<Glob, String> names(UplinkSection section) {
    Map<Glob, String> names = new LinkedHashMap<>();
    section.names().forEach((glob, name) -> names.put(new Glob(glob), name));
    return names;
  }

  private static Set<Quality.Level> qualities(UplinkSection.Least least) {
    return switch (least) {
      case GOOD -> EnumSet.of(Quality.Level.GOOD);
      case UNCERTAIN -> EnumSet.of(Quality.Level.GOOD, Quality.Level.UNCERTAIN);
      case BAD -> EnumSet.allOf(Quality.Level.class);
    };
  }
}
