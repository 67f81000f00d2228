package dev.sluice.config;

import dev.sluice.model.RawTopic;
import dev.sluice.model.SignalId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole of {@code sluice.yaml}; maps keep the file's order. */
public record GatewayConfig(
    @Setting("Who this gateway is.") GatewaySection gateway,
    @Setting("The MQTT broker and how its messages become readings.") MqttSection mqtt,
    @Setting("What the gateway polls, by device name.") Map<String, DeviceSection> devices,
    @Setting("How signals are shown and checked, by id or glob; the first match wins.")
        Map<String, SignalSection> signals,
    @Setting("Where readings are sent, by a name that stays: whoever changes it begins anew.")
        Map<String, UplinkSection> uplinks,
    @Setting("How readings are kept.") HistorySection history,
    @Setting("The web console and the HTTP API.") ConsoleSection console,
    @Setting("What the gateway tells about itself.") TelemetrySection telemetry) {

  public GatewayConfig {
    devices = Collections.unmodifiableMap(new LinkedHashMap<>(devices));
    uplinks = Collections.unmodifiableMap(new LinkedHashMap<>(uplinks));
    signals = Collections.unmodifiableMap(new LinkedHashMap<>(signals));
    Checks checks = Checks.of(GatewayConfig.class);
    for (String device : devices.keySet()) {
      String fault = deviceFault(device);
      if (fault != null) {
        checks.add(Complaint.about(fault, "devices", device));
      }
    }
    for (String pattern : signals.keySet()) {
      String fault = Glob.fault(pattern);
      if (fault != null) {
        checks.add(Complaint.about(fault, "signals", pattern));
      }
    }
    for (String uplink : uplinks.keySet()) {
      if (!uplink.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
        String fault = "is no name for an uplink; write letters, digits and .-_, at most 64";
        checks.add(Complaint.about(fault, "uplinks", uplink));
      }
    }
    complainAboutUplinks(checks, uplinks, gateway.name());
    List<Endpoint> endpoints = Endpoint.of(mqtt, console);
    for (int i = 0; i < endpoints.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (endpoints.get(i).overlaps(endpoints.get(j))) {
          Complaint later = endpoints.get(i).clash(endpoints.get(j));
          checks.add(later.or(endpoints.get(j).clash(endpoints.get(i))));
          break;
        }
      }
    }
    checks.done();
  }

  /** Complains about what an uplink's own section cannot see: the gateway's name, other uplinks. */
  private static void complainAboutUplinks(
      Checks checks, Map<String, UplinkSection> uplinks, String gateway) {
    Map<String, String> seats = new HashMap<>();
    uplinks.forEach(
        (id, uplink) -> {
          if (uplink.settings() instanceof MessageCarrier carrier && !uplink.raw().isEmpty()) {
            carrier.againstRaw(uplink.raw(), gateway).forEach(one -> checks.add(below(id, one)));
          }
          if (uplink.enabled() && uplink.settings() instanceof SoleClient client) {
            String complaint = null;
            for (String seat : client.seats(id, gateway)) {
              String before = seats.putIfAbsent(seat, id);
              if (before != null && !before.equals(id)) {
                complaint =
                    "makes this uplink "
                        + seat
                        + ", like the uplink "
                        + Shown.of(before)
                        + ", and each would end the other's connection; write another one, or"
                        + " 'enabled: false' at one of the two";
              }
            }
            if (complaint != null) {
              checks.add(
                  Complaint.about(complaint, "uplinks", id, client.seatSetting())
                      .involving("gateway"));
            }
          }
        });
  }

  private static Complaint below(String uplink, Complaint complaint) {
    List<Object> path = new ArrayList<>(List.of("uplinks", uplink));
    path.addAll(complaint.path());
    return Complaint.about(complaint.reason(), path.toArray()).involving("gateway");
  }

  private static @Nullable String deviceFault(String device) {
    if (device.isEmpty() || device.length() > SignalId.MAX_LENGTH) {
      return "is no device name; write 1 to " + SignalId.MAX_LENGTH + " characters";
    }
    if (RawTopic.has(device)) {
      return "is no device name; the names that begin with $raw are those of raw topics";
    }
    if (device.startsWith("/") || device.endsWith("/") || device.contains("//")) {
      return "is no device name; no level between slashes may be empty";
    }
    if (device.chars().anyMatch(c -> "+#*".indexOf(c) >= 0 || Character.isISOControl(c))) {
      return "is no device name; leave out +, #, * and control characters";
    }
    return null;
  }
}
