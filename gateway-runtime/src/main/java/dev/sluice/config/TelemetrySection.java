package dev.sluice.config;

/** What the gateway tells about itself. */
public record TelemetrySection(
    @Setting("The log on standard output.") Log log,
    @Setting(
            value = "Metrics at /metrics without a token for programs on this box.",
            fallback = "true")
        boolean metricsFromLoopback) {

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
