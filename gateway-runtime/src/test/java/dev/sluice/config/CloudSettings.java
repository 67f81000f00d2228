package dev.sluice.config;

/** What a kind of uplink could bring, for tests of the {@code uplinks} section. */
public record CloudSettings(
    @Setting(value = "Where it is.", example = "\"https://cloud.example\"") String url,
    @Setting(value = "How long an answer may take.", fallback = "10s", min = "1s", max = "1h")
        java.time.Duration timeout)
    implements MessageCarrier {

  public CloudSettings {
    Checks.of(CloudSettings.class).text("url", url, 200).range("timeout", timeout).done();
  }
}
