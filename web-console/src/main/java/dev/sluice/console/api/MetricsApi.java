package dev.sluice.console.api;

import dev.sluice.console.answer.Workers;
import dev.sluice.gateway.GatewayView;
import dev.sluice.gateway.GatewayView.Meter;
import dev.sluice.meters.LedgerView;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

/** Counters and gauges as Prometheus text. */
public final class MetricsApi implements AutoCloseable {

  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final Path STATUS = Path.of("/proc/self/status");

  private final GatewayView view;
  private final Workers workers;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final Map<Key, Held> held = new HashMap<>();

  private record Key(String name, Map<String, String> labels) {}

  /** The newest value of one meter, where the registry looks for it. */
  private static final class Held {
    private volatile double value;
    private io.micrometer.core.instrument.Meter.@org.jspecify.annotations.Nullable Id id;

    double value() {
      return value;
    }
  }

  /**
   * The registry, with the JVM's own numbers.
   *
   * @param viewers how many live connections there are
   */
  public MetricsApi(GatewayView view, Workers workers, IntSupplier viewers, IntSupplier sessions) {
    this.view = view;
    this.workers = workers;
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    gc.bindTo(registry);
    Gauge.builder("process.resident.memory.bytes", MetricsApi::residentBytes)
        .description("Memory of the process that is in RAM.")
        .register(registry);
    Gauge.builder("sluice.console.viewers", viewers::getAsInt)
        .description("Open live connections.")
        .register(registry);
    Gauge.builder("sluice.console.sessions", sessions::getAsInt)
        .description("People logged in.")
        .register(registry);
  }

  /** All of them. */
  public void scrape(RoutingContext context) {
    workers
        .run(this::scrape)
        .onSuccess(text -> context.response().putHeader("Content-Type", CONTENT_TYPE).end(text))
        .onFailure(context::fail);
  }

  private synchronized String scrape() {
    List<Meter> meters = new ArrayList<>(view.meters());
    meters.addAll(ofLedger(view.ledger()));
    Set<Key> seen = new HashSet<>();
    for (Meter meter : meters) {
      Key key = new Key(meter.name(), meter.labels());
      seen.add(key);
      Held place = held.computeIfAbsent(key, fresh -> register(meter));
      place.value = meter.value();
    }
    held.entrySet()
        .removeIf(
            entry -> {
              io.micrometer.core.instrument.Meter.Id id = entry.getValue().id;
              if (seen.contains(entry.getKey())) {
                return false;
              }
              if (id != null) {
                registry.remove(id);
              }
              return true;
            });
    return registry.scrape();
  }

  private Held register(Meter meter) {
    Held place = new Held();
    List<Tag> tags = new ArrayList<>();
    meter.labels().forEach((name, value) -> tags.add(Tag.of(name, value)));
    String name = "sluice_" + meter.name();
    io.micrometer.core.instrument.Meter registered =
        switch (meter.type()) {
          case COUNTER ->
              FunctionCounter.builder(name, place, Held::value)
                  .description(meter.help())
                  .tags(Tags.of(tags))
                  .register(registry);
          case GAUGE ->
              Gauge.builder(name, place, Held::value)
                  .description(meter.help())
                  .tags(Tags.of(tags))
                  .register(registry);
        };
    place.id = registered.getId();
    return place;
  }

  private static List<Meter> ofLedger(LedgerView ledger) {
    List<Meter> meters = new ArrayList<>();
    meters.add(
        counter(
            "received_readings", "Readings that came to the door.", Map.of(), ledger.received()));
    meters.add(
        counter(
            "journalled_readings", "Readings that are on flash.", Map.of(), ledger.journalled()));
    meters.add(
        counter(
            "duplicate_readings",
            "Resends recognised and not stored again.",
            Map.of(),
            ledger.duplicates()));
    for (LedgerView.Loss loss : ledger.losses()) {
      meters.add(
          counter(
              "lost_readings",
              "Readings that were lost, by cause.",
              Map.of("cause", loss.cause().word()),
              loss.count()));
    }
    LedgerView.HistoryCounts history = ledger.history();
    Map<String, Long> places =
        Map.of(
            "unsealed", history.unsealed(),
            "kept", history.kept(),
            "replaced", history.replaced(),
            "expired", history.expired(),
            "damaged", history.damaged());
    places.forEach(
        (place, count) ->
            meters.add(
                new Meter(
                    "history_readings",
                    Meter.Type.GAUGE,
                    "Where the journalled readings are now.",
                    Map.of("state", place),
                    count)));
    return meters;
  }

  private static Meter counter(String name, String help, Map<String, String> labels, long value) {
    return new Meter(name, Meter.Type.COUNTER, help, labels, value);
  }

  private static double residentBytes() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS:")) {
          return 1024.0 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      // not on Linux: said as unknown
    }
    return Double.NaN;
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }
}
