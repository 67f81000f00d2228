package dev.sluice.config;

import java.time.Duration;

/** How readings are kept. */
public record HistorySection(
    @Setting("How long readings may wait for company in one write to the disk.") Commit commit,
    @Setting("What is dropped, and when.") Retention retention,
    @Setting(
            value =
                "The most disk space for the journal; when it is full, signals are sealed into history early.",
            fallback = "128MiB",
            min = "16MiB",
            max = "64GiB")
        ByteSize journal) {

  public HistorySection {
    Checks.of(HistorySection.class).range("journal", journal).done();
  }

  /** The knob that trades latency for writes to flash. */
  public record Commit(
      @Setting(
              value =
                  "How long a reading whose sender waits for an acknowledgement may wait; 0ms = at once.",
              fallback = "50ms",
              min = "0ms",
              max = "10s")
          Duration acknowledged,
      @Setting(
              value = "How long any other reading may wait; 0ms = at once.",
              fallback = "1s",
              min = "0ms",
              max = "60s")
          Duration other) {

    public Commit {
      Checks.of(Commit.class).range("acknowledged", acknowledged).range("other", other).done();
    }
  }

  /** What is dropped, and when. */
  public record Retention(
      @Setting(
              value =
                  "Readings older than this are dropped, a day at a time; signals can have an age of their own.",
              fallback = "365d",
              min = "1h",
              max = "36500d")
          Duration age,
      @Setting(
              value =
                  "The most disk space for history; the oldest readings go first, then rollups by the minute, then those by the hour.",
              fallback = "4GiB",
              min = "16MiB",
              max = "64TiB")
          ByteSize size,
      @Setting("How long sums of the readings are kept when those are gone.") Rollups rollups) {

    public Retention {
      Checks.of(Retention.class).range("age", age).range("size", size).done();
    }
  }

  /** How long sums of the readings are kept when those are gone. */
  public record Rollups(
      @Setting(
              value =
                  "Count, minimum, maximum, sum and last value of each minute are kept this long; 0s = not at all.",
              fallback = "1095d",
              min = "0s",
              max = "36500d")
          Duration minute,
      @Setting(
              value = "The same of each hour; at least as long as those of the minute.",
              fallback = "3650d",
              min = "0s",
              max = "36500d")
          Duration hour) {

    /** What holds where nothing is said. */
    public static final Rollups DEFAULT = new Rollups(Duration.ofDays(1095), Duration.ofDays(3650));

    public Rollups {
      Checks checks = Checks.of(Rollups.class).range("minute", minute).range("hour", hour);
      if (hour.compareTo(minute) < 0) {
        String least = Shape.Scalar.write(minute);
        String reason =
            "is " + Shape.Scalar.write(hour) + ", below minute; write " + least + " or more";
        checks.add(Complaint.about(reason, "hour").involving("minute"));
      }
      checks.done();
    }
  }
}
