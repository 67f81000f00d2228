package dev.sluice.gateway;

import dev.sluice.gateway.GatewayView.DeviceStatus;
import dev.sluice.journal.Entry;
import dev.sluice.meters.Cause;
import dev.sluice.meters.LedgerView.Loss;
import dev.sluice.state.GapBook;
import dev.sluice.state.GapBook.Gap;
import dev.sluice.time.WallClock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Notes why readings are missing, where that is known: the gateway was off, a device was silent,
 * readings were dropped. Used by one thread at a time.
 */
final class GapWatch {

  /** How often {@link #tick} is meant to be called; what is dropped is known no finer. */
  static final long EVERY_SECONDS = 10;

  /** A shorter silence is not noted, µs. */
  private static final long SILENCE = 60_000_000;

  /** A gateway without readings says this often that it runs, µs: a write of a page or two. */
  private static final long ALIVE_EVERY = 600_000_000;

  private static final Set<Cause> DROPS =
      Set.of(Cause.INTAKE_FULL, Cause.NOT_STORED, Cause.DISK_REFUSED, Cause.COMMIT_FAILED);

  private static final long NEVER = Long.MIN_VALUE;

  private final GapBook book;
  private final WallClock clock;
  private final Supplier<List<DeviceStatus>> devices;
  private final Supplier<List<Loss>> losses;

  private final Map<String, Gap> open = new HashMap<>();
  private final Map<Cause, Long> lost = new EnumMap<>(Cause.class);

  private boolean trustedBoot = true;
  private long lastRecord = NEVER;

  private long offFrom = NEVER;
  private boolean offNoted;
  private long begun;
  private long begunNanos;
  private long lastTick;
  private long saidAlive;

  GapWatch(
      GapBook book,
      WallClock clock,
      Supplier<List<DeviceStatus>> devices,
      Supplier<List<Loss>> losses) {
    this.book = book;
    this.clock = clock;
    this.devices = devices;
    this.losses = losses;
  }

  /** A record of a life before, in order: what was committed last was so while it ran. */
  void replayed(Entry entry) {
    switch (entry) {
      case Entry.Booted booted -> {
        trustedBoot = booted.trusted();
        record(booted.time());
      }
      case Entry.Arrived arrived -> record(arrived.received());
      default -> {}
    }
  }

  private void record(long time) {
    // A clock that was not set yet may say 1970; then what was known before stays.
    lastRecord = trustedBoot ? time : Math.max(lastRecord, time);
  }

  /** All was replayed; the gateway runs from now on. */
  void begin() {
    begunNanos = clock.nanos();
    begun = clock.micros();
    lastTick = begun;
    offFrom = Math.max(lastRecord, book.lastAlive());
    for (Loss loss : losses.get()) {
      lost.put(loss.cause(), loss.count());
    }
    if (offFrom != NEVER) {
      List<Gap> ended = new ArrayList<>();
      for (Gap gap : book.between(NEVER, GapBook.LASTS)) {
        if (gap.to() == GapBook.LASTS) {
          ended.add(new Gap(gap.cause(), gap.subject(), gap.from(), Math.max(gap.from(), offFrom)));
        }
      }
      book.save(ended);
    }
    noteOff();
  }

  /** As soon as the clock can be trusted it is known until when the gateway was off. */
  private void noteOff() {
    if (offNoted || !clock.trusted()) {
      return;
    }
    long ran = TimeUnit.NANOSECONDS.toMicros(clock.nanos() - begunNanos);
    long start = Math.max(begun, clock.micros() - ran);
    if (offFrom != NEVER && start > offFrom) {
      book.save(List.of(new Gap(GapBook.Cause.GATEWAY_OFF, "", offFrom, start)));
    }
    // A life that commits nothing was one all the same.
    book.alive(start);
    saidAlive = start;
    offNoted = true;
  }

  /** Looks at everything. */
  void tick() {
    noteOff();
    long now = clock.micros();
    if (clock.trusted()) {
      List<Gap> changed = new ArrayList<>();
      devices.get().forEach(device -> look(device, now, changed));
      losses.get().forEach(loss -> look(loss, changed));
      book.save(changed);
      if (now - saidAlive >= ALIVE_EVERY || now < saidAlive) {
        book.alive(now);
        saidAlive = now;
      }
    }
    lastTick = now;
  }

  private void look(DeviceStatus device, long now, List<Gap> changed) {
    GapBook.Cause cause = GapBook.Cause.DEVICE_SILENT;
    String key = cause.word() + " " + device.id();
    Gap gap = open.get(key);
    if (device.status() == DeviceStatus.Status.OFFLINE) {
      long from = Math.max(device.lastSeen(), begun);
      if (gap == null && now - from >= SILENCE) {
        Gap begins = new Gap(cause, device.id(), from, GapBook.LASTS);
        open.put(key, begins);
        changed.add(begins);
      }
    } else if (gap != null) {
      open.remove(key);
      long end = Math.min(now, Math.max(gap.from(), device.lastSeen()));
      changed.add(new Gap(cause, gap.subject(), gap.from(), end));
    }
  }

  private void look(Loss loss, List<Gap> changed) {
    if (!DROPS.contains(loss.cause())) {
      return;
    }
    GapBook.Cause cause = GapBook.Cause.DROPPED;
    String key = cause.word() + " " + loss.cause().word();
    long more = loss.count() - lost.getOrDefault(loss.cause(), 0L);
    lost.put(loss.cause(), loss.count());
    Gap gap = open.get(key);
    if (more > 0 && gap == null) {
      Gap begins = new Gap(cause, loss.cause().word(), lastTick, GapBook.LASTS);
      open.put(key, begins);
      changed.add(begins);
    } else if (more == 0 && gap != null) {
      open.remove(key);
      changed.add(new Gap(cause, gap.subject(), gap.from(), Math.max(gap.from(), lastTick)));
    }
  }

  /** The gateway stops: it is known to the moment until when it ran. */
  void end() {
    if (clock.trusted()) {
      book.alive(clock.micros());
    }
  }
}
