package dev.sluice.mqtt.broker;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.sluice.gateway.GatewayView.Meter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What the broker counts: our own counters, and HiveMQ's where only it knows. */
final class BrokerMeters {

  private record Own(String name, String help, Map<String, String> labels, LongAdder count) {}

  private final List<Own> own = new ArrayList<>();

  final LongAdder publishes = own("mqtt_publishes_total", "Publishes received.");
  final LongAdder bytes = own("mqtt_publish_bytes_total", "Bytes of their payloads.");

  final LongAdder refusedFull = refused("intake-full");
  final LongAdder refusedDisk = refused("disk");
  final LongAdder refusedRights = refused("not-authorized");
  final LongAdder refusedDollar = refused("dollar-topic");
  final LongAdder refusedError = refused("error");

  final LongAdder notStored =
      own(
          "mqtt_not_stored_disconnects_total",
          "Clients disconnected because a publish could not be stored.");
  final LongAdder logins = own("mqtt_logins_total", "Clients let in.");
  final LongAdder loginsRefused = own("mqtt_logins_refused_total", "Clients refused.");
  final LongAdder foreignSessions =
      own(
          "mqtt_foreign_sessions_refused_total",
          "Clients refused because the session of their client id belongs to another user.");
  final LongAdder revoked =
      own(
          "mqtt_revoked_sessions_total",
          "Sessions ended because their device key was removed or changed.");
  final LongAdder takeovers =
      own("mqtt_takeovers_total", "Connections ended because a client came with the same id.");
  final LongAdder packetsTooLarge =
      own(
          "mqtt_packets_too_large_total",
          "Clients disconnected because a packet was larger than mqtt.limits.packet.");
  final LongAdder wills = own("mqtt_wills_total", "Wills published.");
  final LongAdder retainedRefused =
      own(
          "mqtt_retained_refused_total",
          "Retain flags taken off because there are too many retained messages.");

  /** Publishes whose further delivery we prevented: HiveMQ counts them as dropped too. */
  final LongAdder prevented = new LongAdder();

  private volatile @Nullable MetricRegistry hivemq;

  private LongAdder own(String name, String help) {
    return own(name, help, Map.of());
  }

  private LongAdder refused(String reason) {
    return own(
        "mqtt_publishes_refused_total",
        "Publishes refused, or dropped when QoS 0.",
        Map.of("reason", reason));
  }

  private LongAdder own(String name, String help, Map<String, String> labels) {
    LongAdder count = new LongAdder();
    own.add(new Own(name, help, labels, count));
    return count;
  }

  /** From now on HiveMQ's own meters are shown too. */
  void watch(MetricRegistry registry) {
    hivemq = registry;
  }

  /** All meters, in Prometheus' style. */
  List<Meter> all() {
    List<Meter> all = new ArrayList<>();
    for (Own mine : own) {
      double value = mine.count().doubleValue();
      all.add(new Meter(mine.name(), Meter.Type.COUNTER, mine.help(), mine.labels(), value));
    }
    MetricRegistry registry = hivemq;
    if (registry != null) {
      theirs(all, registry);
    }
    return all;
  }

  private void theirs(List<Meter> all, MetricRegistry registry) {
    double dropped = read(registry, "com.hivemq.messages.dropped.count") - prevented.doubleValue();
    counter(
        all,
        "mqtt_subscriber_dropped_total",
        "Messages dropped because a subscriber did not keep up.",
        Math.max(0, dropped));
    counter(
        all,
        "mqtt_delivered_total",
        "Messages sent to subscribers.",
        read(registry, "com.hivemq.messages.outgoing.publish.count"));
    counter(
        all,
        "mqtt_received_bytes_total",
        "MQTT bytes received.",
        read(registry, "com.hivemq.networking.bytes.read.total"));
    counter(
        all,
        "mqtt_sent_bytes_total",
        "MQTT bytes sent.",
        read(registry, "com.hivemq.networking.bytes.write.total"));
    level(
        all,
        "mqtt_connections",
        "Clients connected.",
        read(registry, "com.hivemq.networking.connections.current"));
    level(
        all,
        "mqtt_sessions",
        "Sessions, connected or not.",
        read(registry, "com.hivemq.sessions.overall.current"));
    level(
        all,
        "mqtt_subscriptions",
        "Subscriptions.",
        read(registry, "com.hivemq.subscriptions.overall.current"));
    level(
        all,
        "mqtt_retained",
        "Retained messages.",
        read(registry, "com.hivemq.messages.retained.current"));
  }

  private static void counter(List<Meter> all, String name, String help, double value) {
    all.add(new Meter(name, Meter.Type.COUNTER, help, Map.of(), value));
  }

  private static void level(List<Meter> all, String name, String help, double value) {
    all.add(new Meter(name, Meter.Type.GAUGE, help, Map.of(), value));
  }

  private static double read(MetricRegistry registry, String name) {
    return switch (registry.getMetrics().get(name)) {
      case Counter counter -> (double) counter.getCount();
      case Gauge<?> gauge when gauge.getValue() instanceof Number number -> number.doubleValue();
      case null, default -> 0;
    };
  }
}
