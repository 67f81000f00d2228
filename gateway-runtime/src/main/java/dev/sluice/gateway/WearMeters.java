package dev.sluice.gateway;

import dev.sluice.gateway.GatewayView.Meter;
import dev.sluice.wear.Wear;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the device under the data folder is written. */
record WearMeters(Wear wear) {

  List<Meter> read() {
    Wear.View view = wear.view();
    Map<String, String> labels = Map.of("device", view.device());
    List<Meter> meters = new ArrayList<>();
    view.written()
        .ifPresent(
            bytes ->
                meters.add(
                    Meter.counter(
                        "device_written_bytes_total",
                        "Bytes that the whole device under the data folder was given to write, by"
                            + " anybody, since the system was started.",
                        labels,
                        bytes)));
    view.perDay()
        .ifPresent(
            bytes ->
                meters.add(
                    Meter.gauge(
                        "device_written_bytes_per_day",
                        "The same for a day, from the last day at most.",
                        labels,
                        bytes)));
    view.years()
        .ifPresent(
            years ->
                meters.add(
                    new Meter(
                        "device_life_years",
                        Meter.Type.GAUGE,
                        "How long telemetry.card lasts at this rate, from new.",
                        labels,
                        years)));
    return meters;
  }
}
