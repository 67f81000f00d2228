package dev.sluice.config;

import org.jspecify.annotations.Nullable;

/** What the gateway tells about itself. */
public record TelemetrySection(
    @Setting("The log on standard output.") Log log,
    @Setting(
            value = "Metrics at /metrics without a token for programs on this box.",
            fallback = "true")
        boolean metricsFromLoopback,
    @Setting("The card or disk under the data folder, to tell how long it will last.")
        @Nullable Card card) {

  /**
   * The card or disk under the data folder.
   *
   * @param size what it holds
   * @param rewrites how often all of it can be written
   */
  public record Card(
      @Setting(
              value = "What it holds, as its maker says.",
              min = "1MB",
              max = "64TB",
              example = "32GB")
          ByteSize size,
      @Setting(
              value =
                  "How often all of it can be written over. If its maker gives the bytes it bears (TBW), divide them by its size.",
              fallback = "300",
              min = "1",
              max = "1000000")
          int rewrites) {

    public Card {
      Checks.of(Card.class).range("size", size).range("rewrites", rewrites).done();
    }

    /** Bytes that can be written to it. */
    public double bears() {
      return (double) size.bytes() * rewrites;
    }
  }

  /** The log on standard output. */
  public record Log(
      @Setting(value = "Lines for people, or JSON for machines.", fallback = "text") Format format,
      @Setting(value = "The least level that is written.", fallback = "info") Level level) {

    /** How a line is written. */
    public enum Format {
      TEXT,
      JSON
    }

    /** The least level that is written. */
    public enum Level {
      ERROR,
      WARN,
      INFO,
      DEBUG
    }
  }
}
