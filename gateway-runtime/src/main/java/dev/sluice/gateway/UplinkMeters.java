package dev.sluice.gateway;

import dev.sluice.gateway.GatewayView.Meter;
import dev.sluice.uplink.DownStatus;
import dev.sluice.uplink.Downstream.Cause;
import dev.sluice.uplink.UplinkStatus;
import dev.sluice.uplink.Uplinks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The account of each uplink, in readings, and what came down from there, in messages. */
record UplinkMeters(Uplinks uplinks) {

  List<Meter> read() {
    List<Meter> meters = new ArrayList<>();
    for (UplinkStatus one : uplinks.status()) {
      Map<String, String> labels = Map.of("uplink", one.id());
      meters.add(
          Meter.counter(
              "uplink_acknowledged_total",
              "Readings that the destination has confirmed.",
              labels,
              one.counts().acknowledged()));
      meters.add(
          Meter.counter(
              "uplink_filtered_total",
              "Readings left out by the uplink's settings.",
              labels,
              one.counts().filtered()));
      meters.add(
          Meter.counter(
              "uplink_dead_lettered_total",
              "Readings that the destination will never take.",
              labels,
              one.counts().deadLettered()));
      meters.add(dropped(one.id(), "expired-unsent", one.counts().expired()));
      meters.add(dropped(one.id(), "signal-removed", one.counts().removed()));
      meters.add(
          Meter.counter(
              "uplink_sent_total",
              "Readings sent, repeats included.",
              labels,
              one.counts().sent()));
      meters.add(
          Meter.counter(
              "uplink_retried_total",
              "Readings whose delivery failed and was repeated.",
              labels,
              one.counts().retried()));
      meters.add(Meter.gauge("uplink_pending", "Readings not sent yet.", labels, one.pending()));
      meters.add(
          Meter.gauge(
              "uplink_flowing",
              "1 while readings arrive or nothing waits.",
              labels,
              one.flowing() ? 1 : 0));
      one.down().ifPresent(down -> read(meters, one.id(), down));
    }
    return meters;
  }

  private static void read(List<Meter> meters, String uplink, DownStatus down) {
    meters.add(
        Meter.counter(
            "uplink_down_received_total",
            "Messages that came down from the destination.",
            Map.of("uplink", uplink),
            down.received()));
    meters.add(done(uplink, "write", down.written()));
    meters.add(done(uplink, "publish", down.published()));
    for (Cause cause : Cause.values()) {
      meters.add(
          Meter.counter(
              "uplink_down_refused_total",
              "Messages that came down and were not done, by cause.",
              Map.of("uplink", uplink, "cause", cause.word()),
              down.refused().getOrDefault(cause, 0L)));
    }
  }

  private static Meter done(String uplink, String what, long count) {
    return Meter.counter(
        "uplink_down_done_total",
        "Messages that came down and set a signal (write) or went to local clients (publish).",
        Map.of("uplink", uplink, "what", what),
        count);
  }

  private static Meter dropped(String id, String cause, long count) {
    return Meter.counter(
        "uplink_dropped_total",
        "Readings that were gone before they could be sent.",
        new TreeMap<>(Map.of("uplink", id, "cause", cause)),
        count);
  }
}
