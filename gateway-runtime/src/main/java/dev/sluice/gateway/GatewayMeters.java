package dev.sluice.gateway;

import dev.sluice.gateway.GatewayView.Meter;
import dev.sluice.journal.Journal;
import dev.sluice.pipeline.Pipeline;
import dev.sluice.signals.SignalDirectory;
import java.util.List;
import java.util.Map;

/** The gateway's own counters and gauges, beside the ledger. */
record GatewayMeters(Journal journal, Pipeline pipeline, SignalDirectory directory) {

  List<Meter> read() {
    return List.of(
        counter("journal_commits_total", "Commits, each one sync of the disk.", journal.commits()),
        counter(
            "journal_written_bytes_total",
            "Bytes of records written; the device writes whole pages.",
            journal.bytesWritten()),
        counter("journal_errors_total", "Writes or syncs that failed.", journal.errors()),
        gauge("journal_size_bytes", "Journal files on disk.", journal.size()),
        gauge("intake_waiting_bytes", "Memory of what waits at the door.", pipeline.waiting()),
        gauge("storing", "1 while readings are stored.", pipeline.storing() ? 1 : 0),
        gauge("signals", "Signals known.", directory.size()),
        gauge("signals_limit", "The cap on signals.", directory.capacity()));
  }

  private static Meter counter(String name, String help, long value) {
    return new Meter(name, Meter.Type.COUNTER, help, Map.of(), (double) value);
  }

  private static Meter gauge(String name, String help, long value) {
    return new Meter(name, Meter.Type.GAUGE, help, Map.of(), (double) value);
  }
}
