package dev.sluice.uplinks.influx;

import dev.sluice.time.ManualClock;
import dev.sluice.uplink.UplinkContract;
import dev.sluice.uplink.UplinkFactory;
import dev.sluice.uplink.UplinkFactory.Surroundings;
import dev.sluice.uplink.UplinkPeer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class InfluxContractTest extends UplinkContract<InfluxSettings> {

  static final String TOKEN = SECRET;

  @Override
  protected UplinkFactory<InfluxSettings> factory() {
    return new InfluxUplinkFactory();
  }

  @Override
  protected UplinkPeer openPeer() throws Exception {
    return new WritePeer();
  }

  @Override
  protected InfluxSettings settings(UplinkPeer peer) {
    return settings(((WritePeer) peer).url(), SECRET, null, "{device}", "{signal}", Map.of());
  }

  private static InfluxSettings settings(
      String url,
      String token,
      @org.jspecify.annotations.Nullable String tokenFile,
      String measurement,
      String field,
      Map<String, String> tags) {
    return new InfluxSettings(
        url,
        InfluxSettings.Api.V2,
        "plant",
        "works",
        token,
        tokenFile,
        null,
        null,
        null,
        null,
        measurement,
        field,
        tags,
        Duration.ofSeconds(1));
  }

  @Override
  protected Surroundings surroundings() {
    return new Surroundings("contract", "boot-1", new ManualClock(NOON), new Random(1));
  }

  @Override
  protected List<Supplier<InfluxSettings>> refused() {
    String url = "http://influx.example:8086";
    return List.of(
        () -> settings("influx.example", SECRET, null, "{device}", "{signal}", Map.of()),
        () -> settings("ftp://influx.example", SECRET, null, "{device}", "{signal}", Map.of()),
        () -> settings("http://u:p@influx.example", SECRET, null, "m", "{signal}", Map.of()),
        () -> settings(url, SECRET, "/a/file", "{device}", "{signal}", Map.of()),
        () -> settings(url, SECRET, null, "{device}", "value", Map.of()),
        () -> settings(url, SECRET, null, "{devise}", "{signal}", Map.of()),
        () -> settings(url, SECRET, null, "", "{signal}", Map.of()),
        () -> settings(url, SECRET, null, "{device}", "{signal}", Map.of("gateway", "x")));
  }
}
