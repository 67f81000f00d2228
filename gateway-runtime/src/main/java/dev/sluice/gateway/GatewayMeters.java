package dev.sluice.gateway;

import dev.sluice.gateway.GatewayView.Meter;
import dev.sluice.history.History;
import dev.sluice.journal.Journal;
import dev.sluice.pipeline.Pipeline;
import dev.sluice.signals.SignalDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The gateway's own counters and gauges, beside the ledger. */
record GatewayMeters(
    Journal journal, Pipeline pipeline, SignalDirectory directory, History history) {

  List<Meter> read() {
    List<Meter> meters = new ArrayList<>(own());
    history
        .expired()
        .forEach(
            (cause, readings) ->
                meters.add(
                    Meter.counter(
                        "history_expired_readings_total",
                        "Readings that retention dropped: for their age, for want of room, or with"
                            + " their signal.",
                        Map.of("cause", cause.name().toLowerCase(Locale.ROOT)),
                        readings)));
    return meters;
  }

  private List<Meter> own() {
    return List.of(
        Meter.counter(
            "journal_commits_total",
            "Commits, each one sync of the disk.",
            Map.of(),
            journal.commits()),
        Meter.counter(
            "journal_written_bytes_total",
            "Bytes of records written; the device writes whole pages.",
            Map.of(),
            journal.bytesWritten()),
        Meter.counter(
            "journal_errors_total", "Writes or syncs that failed.", Map.of(), journal.errors()),
        Meter.gauge("journal_size_bytes", "Journal files on disk.", Map.of(), journal.size()),
        Meter.gauge(
            "intake_waiting_bytes",
            "Memory of what waits at the door.",
            Map.of(),
            pipeline.waiting()),
        Meter.gauge(
            "storing", "1 while readings are stored.", Map.of(), pipeline.storing() ? 1 : 0),
        Meter.gauge("signals", "Signals known.", Map.of(), directory.size()),
        Meter.gauge("signals_limit", "The cap on signals.", Map.of(), directory.capacity()));
  }
}
