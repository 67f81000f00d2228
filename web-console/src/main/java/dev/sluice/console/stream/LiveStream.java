package dev.sluice.console.stream;

import dev.sluice.console.answer.Workers;
import dev.sluice.console.auth.Caller;
import dev.sluice.console.auth.Gate;
import dev.sluice.gateway.GatewayView;
import dev.sluice.gateway.GatewayView.DeviceStatus;
import dev.sluice.model.Signal;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The live stream: ten times a second every channel's changes are encoded once and handed to all
 * its viewers. Lives on the event loop, of which the console has one; ticks only while somebody
 * looks.
 */
public final class LiveStream {

  /** Ticks per second. */
  static final int HZ = 10;

  /** Close code: the session or token has ended. */
  static final short SIGNED_OUT = 4401;

  private static final long TICK_MILLIS = 1000 / HZ;
  private static final int BEAT_TICKS = 5 * HZ;
  private static final int DEVICE_TICKS = HZ;
  private static final int REFRESH_TICKS = HZ / 2;
  private static final int FORCED_REFRESH_TICKS = 5 * HZ;
  private static final int[] PERIODS = {1, 2, 5, 10}; // in ticks: 10, 5, 2, 1 Hz
  private static final long FAREWELL_MILLIS = 2000;

  private final Vertx vertx;
  private final GatewayView view;
  private final Gate gate;
  private final Workers workers;
  private final Map<Channel.Key, Channel> channels = new LinkedHashMap<>();
  private final Map<LiveClient, Pace> clients = new LinkedHashMap<>();
  private final Map<String, DeviceStatus> devices = new HashMap<>();
  private boolean askingForDevices;
  private long timer = -1;
  private long tick;
  private int indicesSeen = -1;
  private int sizeSeen = -1;
  private List<Signal> sortedSeen = List.of();

  public LiveStream(Vertx vertx, GatewayView view, Gate gate, Workers workers) {
    this.vertx = vertx;
    this.view = view;
    this.gate = gate;
    this.workers = workers;
  }

  void join(LiveClient client) {
    clients.put(client, new Pace());
    client.hint(Frames.hello(view, HZ));
    if (timer < 0) {
      timer = vertx.setPeriodic(TICK_MILLIS, id -> tick());
    }
  }

  void leave(LiveClient client) {
    clients.remove(client);
    List.copyOf(client.channels()).forEach(channel -> drop(client, channel));
    if (clients.isEmpty() && timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
      devices.clear();
    }
  }

  /**
   * Sets what a viewer looks at, in place of what it looked at before.
   *
   * @param hz how often it wants to be told at most
   */
  void subscribe(LiveClient client, List<ChannelName> names, int hz) {
    int period = period(hz);
    Set<Channel.Key> wanted = new LinkedHashSet<>();
    names.forEach(name -> wanted.add(new Channel.Key(name.text(), period)));
    for (Channel channel : List.copyOf(client.channels())) {
      if (!wanted.contains(channel.key())) {
        drop(client, channel);
      }
    }
    for (ChannelName name : names) {
      Channel channel =
          channels.computeIfAbsent(
              new Channel.Key(name.text(), period),
              key -> {
                Channel fresh = new Channel(name, period, view);
                fresh.refresh(sorted());
                return fresh;
              });
      if (channel.viewers().add(client)) {
        client.enter(channel);
        client.snapshot(channel, channel.snapshot());
      }
    }
  }

  private static int period(int hz) {
    for (int period : PERIODS) {
      if (HZ / period <= hz) {
        return period;
      }
    }
    return PERIODS[PERIODS.length - 1];
  }

  private void drop(LiveClient client, Channel channel) {
    client.leave(channel);
    channel.viewers().remove(client);
    if (channel.viewers().isEmpty()) {
      channels.remove(channel.key());
    }
  }

  private void tick() {
    tick++;
    if (tick % REFRESH_TICKS == 0) {
      refresh();
    }
    clients.keySet().forEach(LiveClient::catchUp);
    for (Channel channel : channels.values()) {
      if (channel.dueAt(tick)) {
        Channel.Frame frame = channel.next();
        if (frame != null) {
          channel.viewers().forEach(viewer -> viewer.values(channel, frame));
        }
      }
    }
    if (tick % BEAT_TICKS == 0) {
      String beat = Frames.beat(view.clock().micros());
      clients.keySet().forEach(client -> client.hint(beat));
    }
    if (tick % DEVICE_TICKS == 0) {
      askForDevices();
    }
    judge(view.clock().nanos());
  }

  /** Lets new signals into the channels they belong to, and forgotten ones go. */
  private void refresh() {
    boolean forced = tick % FORCED_REFRESH_TICKS == 0; // a unit may have changed
    if (channels.isEmpty() || !(forced || hasOtherSignals())) {
      return;
    }
    if (forced) {
      sizeSeen = -1;
    }
    List<Signal> sorted = sorted();
    for (Channel channel : channels.values()) {
      if (channel.refresh(sorted)) {
        List<String> frames = channel.snapshot();
        channel.viewers().forEach(viewer -> viewer.snapshot(channel, frames));
      }
    }
  }

  private boolean hasOtherSignals() {
    return view.signals().indices() != indicesSeen || view.signals().size() != sizeSeen;
  }

  /** All signals by id; sorted again only when there are others. */
  private List<Signal> sorted() {
    if (hasOtherSignals()) {
      indicesSeen = view.signals().indices();
      sizeSeen = view.signals().size();
      sortedSeen = view.signals().sorted();
    }
    return sortedSeen;
  }

  private void judge(long now) {
    for (Map.Entry<LiveClient, Pace> each : List.copyOf(clients.entrySet())) {
      LiveClient client = each.getKey();
      switch (each.getValue().tick(client.behind(), now)) {
        case GO_ON -> {}
        case SLOW_DOWN -> List.copyOf(client.channels()).forEach(old -> slowDown(client, old));
        case LET_GO -> close(client, LiveClient.BEHIND, "this viewer does not keep up");
      }
    }
  }

  private void slowDown(LiveClient client, Channel channel) {
    int slower = channel.key().everyTicks() < 5 ? 5 : 10;
    if (channel.key().everyTicks() >= slower) {
      return;
    }
    Channel next =
        channels.computeIfAbsent(
            new Channel.Key(channel.name().text(), slower),
            key -> {
              Channel fresh = new Channel(channel.name(), slower, view);
              fresh.refresh(sorted());
              return fresh;
            });
    client.move(channel, next);
    next.viewers().add(client);
    channel.viewers().remove(client);
    if (channel.viewers().isEmpty()) {
      channels.remove(channel.key());
    }
  }

  void close(LiveClient client, short code, String reason) {
    if (client.close(code, reason)) {
      vertx.setTimer(FAREWELL_MILLIS, id -> client.cut());
    }
  }

  private void askForDevices() {
    if (askingForDevices) {
      return;
    }
    askingForDevices = true;
    workers
        .run(view::devices)
        .onComplete(
            asked -> {
              askingForDevices = false;
              if (asked.succeeded()) {
                tellChanges(asked.result());
              }
            });
  }

  private void tellChanges(List<DeviceStatus> now) {
    boolean first = devices.isEmpty();
    List<String> frames = new ArrayList<>();
    for (DeviceStatus device : now) {
      DeviceStatus before = devices.put(device.id(), device);
      boolean changed =
          before == null
              || before.status() != device.status()
              || !before.cause().equals(device.cause());
      if (changed && !first) {
        frames.add(Frames.device(device, view.clock().micros()));
      }
    }
    if (devices.size() > now.size()) {
      devices.keySet().retainAll(now.stream().map(DeviceStatus::id).toList());
    }
    for (String frame : frames) {
      clients.keySet().forEach(client -> client.event(frame));
    }
  }

  /** Closes the viewers whose session or token has ended. A page that is looked at is alive. */
  public void review() {
    for (LiveClient client : List.copyOf(clients.keySet())) {
      Optional<Caller> again = gate.again(client.caller(), !client.channels().isEmpty());
      if (again.isEmpty()) {
        close(client, SIGNED_OUT, "the session has ended");
      }
    }
  }
}
