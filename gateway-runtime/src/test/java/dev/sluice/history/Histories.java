package dev.sluice.history;

import dev.sluice.config.ByteSize;
import dev.sluice.config.HistorySection;
import dev.sluice.config.SignalSection;
import dev.sluice.config.SignalSettings;
import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.signals.SignalDirectory;
import dev.sluice.time.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A history over a folder, with what surrounds it, that can be closed and opened again. */
final class Histories implements AutoCloseable {

  /** 2026-11-24T00:00:00Z, µs. */
  static final long NOW = 1_795_478_400_000_000L;

  static final long SECOND = 1_000_000;
  static final long HOUR = 3600 * SECOND;

  final Path store;
  final ManualClock clock = new ManualClock(NOW);
  final HistorySection config;
  final SignalSettings settings;

  /** Everything that was ever accepted, as the journal would have it. */
  final List<Reading> journal = new ArrayList<>();

  private final Map<Signal, Long> definitions = new LinkedHashMap<>();

  SignalDirectory directory = new SignalDirectory(1000);
  History history;
  private long seq;

  Histories(Path folder) throws IOException {
    this(folder, Duration.ofDays(365), 4L << 30);
  }

  Histories(Path folder, Duration age, long size) throws IOException {
    this(
        folder,
        new HistorySection.Retention(age, new ByteSize(size), HistorySection.Rollups.DEFAULT),
        Map.of());
  }

  Histories(Path folder, HistorySection.Retention retention, Map<String, Duration> ages)
      throws IOException {
    Map<String, SignalSection> signals = new LinkedHashMap<>();
    ages.forEach(
        (glob, age) ->
            signals.put(glob, new SignalSection(null, null, null, null, null, null, age)));
    settings = new SignalSettings(signals);
    store = folder.resolve("store.db");
    config =
        new HistorySection(
            new HistorySection.Commit(Duration.ofMillis(50), Duration.ofSeconds(1)),
            retention,
            new ByteSize(128 << 20));
    history = History.open(store, config, settings, directory, clock);
  }

  /** Closes and opens it, as a restart does: what was unsealed is gone from memory. */
  void reopen() throws IOException {
    history.close();
    directory = new SignalDirectory(1000);
    history = History.open(store, config, settings, directory, clock);
  }

  /** Feeds everything again, as the replay of the journal does. */
  void replay() {
    definitions.forEach(
        (signal, defined) -> {
          directory.restore(signal);
          history.define(signal, defined);
        });
    journal.forEach(history::accept);
  }

  Signal signal(String id, Kind kind) {
    Signal signal =
        Objects.requireNonNull(directory.add(SignalId.parse(id), kind, null, false), "full");
    definitions.put(signal, ++seq);
    history.define(signal, seq);
    return signal;
  }

  long nextSeq() {
    return ++seq;
  }

  Reading put(Signal signal, long time, double number) {
    return put(signal, time, new Value.Num(number), Quality.GOOD);
  }

  Reading put(Signal signal, long time, @Nullable Value value, Quality quality) {
    Reading reading = new Reading(signal.index(), value, quality, time, clock.micros(), ++seq);
    journal.add(reading);
    history.accept(reading);
    return reading;
  }

  void sealAll() throws InterruptedException {
    if (!history.sealAll()) {
      throw new AssertionError("not sealed: " + history.trouble());
    }
  }

  @Override
  public void close() {
    history.close();
  }
}
