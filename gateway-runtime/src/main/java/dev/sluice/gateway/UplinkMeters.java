package dev.sluice.gateway;

import dev.sluice.gateway.GatewayView.Meter;
import dev.sluice.uplink.UplinkStatus;
import dev.sluice.uplink.Uplinks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The account of each uplink, in readings. */
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
      meters.add(
          Meter.counter(
              "uplink_dropped_total",
              "Readings that were gone before they could be sent.",
              labels,
              one.counts().dropped()));
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
    }
    return meters;
  }
}
