package dev.sluice.config;

import java.time.Duration;

/** How readings are kept. */
public record HistorySection(
    @Setting("How long readings may wait for company in one write to the disk.") Commit commit,
    @Setting("What is dropped, and when.") Retention retention,
    @Setting(
            value =
                "The most disk space for the journal, 16MiB to 64GiB; beyond it, signals are sealed early.",
            fallback = "128MiB")
        ByteSize journal) {

  /** The knob that trades latency for writes to flash. */
  public record Commit(
      @Setting(
              value =
                  "How long a reading whose sender waits for an acknowledgement may wait, 0ms to 10s.",
              fallback = "50ms")
          Duration acknowledged,
      @Setting(value = "How long any other reading may wait, 0ms to 60s.", fallback = "1s")
          Duration other) {}

  /** What is dropped, and when. */
  public record Retention(
      @Setting(value = "Readings older than this are dropped.", fallback = "365d") Duration age,
      @Setting(value = "The most disk space for history; the oldest goes first.", fallback = "4GiB")
          ByteSize size) {}
}
