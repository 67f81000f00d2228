package dev.sluice.gateway;

import dev.sluice.driver.DeviceLoop;
import dev.sluice.driver.DeviceState;
import dev.sluice.gateway.GatewayView.DeviceStatus;
import dev.sluice.live.LiveTable;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.signals.SignalDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All devices: those that are polled, and those that are only seen through their signals. */
final class Devices {

  /**
   * A device that is polled.
   *
   * @param kind the word behind {@code driver:}
   */
  record Polled(String kind, boolean simulated, DeviceLoop loop) {}

  private final Map<String, Polled> polled;
  private final SignalDirectory directory;
  private final LiveTable live;
  private final Presenter presenter;

  Devices(
      Map<String, Polled> polled, SignalDirectory directory, LiveTable live, Presenter presenter) {
    this.polled = Map.copyOf(polled);
    this.directory = directory;
    this.live = live;
    this.presenter = presenter;
  }

  /** The loop that polls a device, or null. */
  @Nullable DeviceLoop loop(String device) {
    Polled found = polled.get(device);
    return found == null ? null : found.loop();
  }

  List<Polled> polled() {
    return List.copyOf(polled.values());
  }

  /** The state of every device, sorted by id. */
  List<DeviceStatus> status(long now) {
    Map<String, List<Signal>> byDevice = new TreeMap<>();
    polled.keySet().forEach(device -> byDevice.put(device, new ArrayList<>()));
    directory.stream()
        .forEach(
            signal ->
                byDevice
                    .computeIfAbsent(signal.id().device(), key -> new ArrayList<>())
                    .add(signal));
    List<DeviceStatus> all = new ArrayList<>(byDevice.size());
    byDevice.forEach(
        (device, signals) -> {
          Polled known = polled.get(device);
          all.add(known == null ? seen(device, signals, now) : polled(device, known, signals));
        });
    return all;
  }

  private static DeviceStatus polled(String device, Polled known, List<Signal> signals) {
    DeviceState state = known.loop().state();
    DeviceStatus.Status status =
        switch (state.reach()) {
          case NEVER_SEEN -> DeviceStatus.Status.NEVER_SEEN;
          case ONLINE -> DeviceStatus.Status.ONLINE;
          case DEGRADED -> DeviceStatus.Status.DEGRADED;
          case OFFLINE -> DeviceStatus.Status.OFFLINE;
        };
    return new DeviceStatus(
        device,
        known.kind(),
        known.simulated(),
        status,
        state.cause(),
        state.lastSeen(),
        signals.size());
  }

  private DeviceStatus seen(String device, List<Signal> signals, long now) {
    long lastSeen = 0;
    boolean fresh = false;
    boolean http = false;
    boolean simulated = false;
    for (Signal signal : signals) {
      Reading reading = live.last(signal.index());
      if (reading != null) {
        lastSeen = Math.max(lastSeen, reading.received());
        fresh |= now - reading.received() <= presenter.of(signal).staleAfter();
      }
      String source = live.source(signal.index());
      http |= source != null && source.startsWith("http:");
      simulated |= signal.simulated();
    }
    DeviceStatus.Status status =
        lastSeen == 0
            ? DeviceStatus.Status.NEVER_SEEN
            : fresh ? DeviceStatus.Status.ONLINE : DeviceStatus.Status.OFFLINE;
    String cause = status == DeviceStatus.Status.OFFLINE ? "none of its signals is fresh" : "";
    return new DeviceStatus(
        device, http ? "http" : "mqtt", simulated, status, cause, lastSeen, signals.size());
  }
}
