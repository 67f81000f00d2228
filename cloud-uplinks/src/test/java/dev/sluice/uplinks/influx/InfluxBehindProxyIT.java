package dev.sluice.uplinks.influx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.CertificateIdentity;
import dev.sluice.access.DataFolder;
import dev.sluice.access.GatewayCertificate;
import dev.sluice.model.Quality;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.time.ManualClock;
import dev.sluice.uplink.Delivery;
import dev.sluice.uplink.Lane;
import dev.sluice.uplink.Parcel;
import dev.sluice.uplink.Uplink;
import dev.sluice.uplink.UplinkFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An InfluxDB behind nginx, which has limits and certificates of its own. */
@Timeout(120)
class InfluxBehindProxyIT {

  private static final long NOW = 1_795_478_400_000_000L;

  private static final long DAY = 86_400_000_000L;

  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock(System.currentTimeMillis() * 1_000);
  private Server influx;

  @BeforeEach
  void start() throws Exception {
    influx = Server.influx(Files.createDirectory(folder.resolve("influx")), false);
  }

  @AfterEach
  void stop() {
    influx.close();
  }

  private Path proxyFolder() throws Exception {
    return Files.createDirectory(folder.resolve("nginx"));
  }

  private Uplink open(String url, @Nullable Path ca) {
    InfluxSettings settings =
        new InfluxSettings(
            url,
            InfluxSettings.Api.V1,
            "plant",
            null,
            null,
            null,
            null,
            null,
            null,
            ca == null ? null : ca.toString(),
            "{device}",
            "{signal}",
            Map.of(),
            Duration.ofSeconds(5));
    return new InfluxUplinkFactory()
        .open("lake", settings, new UplinkFactory.Surroundings("g", "b", clock, new Random(1)));
  }

  private static List<Parcel> batch(int from, int below) {
    List<Parcel> batch = new ArrayList<>();
    for (int i = from; i < below; i++) {
      SignalId id = new SignalId("oven", "temperature");
      batch.add(new Parcel(id, null, new Value.Num(i), Quality.GOOD, NOW + i, -1, Lane.BACKFILL));
    }
    return batch;
  }

  @Test
  void aBatchThatIsTooLargeForTheProxyIsRejectedAndItsHalvesPass() throws Exception {
    try (Server proxy =
            Server.nginx(proxyFolder(), influx.url, "", "", "client_max_body_size 4k;");
        Uplink uplink = open(proxy.url, null)) {
      assertThat(uplink.deliver(batch(0, 100)))
          .isInstanceOfSatisfying(
              Delivery.Rejected.class,
              rejected -> assertThat(rejected.why()).contains("413 from " + proxy.url));
      assertThat(uplink.deliver(batch(0, 50))).isInstanceOf(Delivery.Delivered.class);
      assertThat(uplink.deliver(batch(50, 100))).isInstanceOf(Delivery.Delivered.class);
      assertThat(influx.rows("SELECT temperature FROM oven")).hasSize(100);
    }
  }

  @Test
  void aProxyThatCountsRequestsIsLeftAloneForAsLongAsItAsks() throws Exception {
    String zone = "limit_req_zone $binary_remote_addr zone=all:1m rate=1r/m;";
    String rules =
        "limit_req zone=all; limit_req_status 429; error_page 429 = @busy; } location @busy {"
            + " add_header Retry-After 7 always; return 429;";
    try (Server proxy = Server.nginx(proxyFolder(), influx.url, zone, "", rules);
        Uplink uplink = open(proxy.url, null)) {
      assertThat(uplink.deliver(batch(0, 1))).isInstanceOf(Delivery.Delivered.class);
      assertThat(uplink.deliver(batch(1, 2)))
          .isInstanceOfSatisfying(
              Delivery.Retry.class,
              retry -> {
                assertThat(retry.why()).contains("429 from " + proxy.url);
                assertThat(retry.after()).isEqualTo(Duration.ofSeconds(7));
              });
    }
  }

  @Test
  void aServerBehindAProxyThatIsAwayIsTriedAgain() throws Exception {
    try (Server proxy = Server.nginx(proxyFolder(), influx.url, "", "", "");
        Uplink uplink = open(proxy.url, null)) {
      influx.stop();
      assertThat(uplink.deliver(batch(0, 1)))
          .isInstanceOfSatisfying(
              Delivery.Retry.class, retry -> assertThat(retry.why()).contains("502"));
      influx.startAgain("/ping");
      assertThat(uplink.deliver(batch(0, 1))).isInstanceOf(Delivery.Delivered.class);
    }
  }

  @Test
  void onlyACertificateThatIsTrustedAndForTheRightNameIsTaken() throws Exception {
    GatewayCertificate mine = certificate("valid", clock.micros());
    GatewayCertificate old = certificate("expired", clock.micros() - 1_000 * DAY);
    Path home = proxyFolder();
    try (Server proxy = Server.nginx(home, influx.url, tls(mine), "ssl", "")) {
      String url = proxy.url.replace("http:", "https:");
      try (Uplink trusting = open(url, mine.certificateFile())) {
        assertThat(trusting.deliver(batch(0, 1))).isInstanceOf(Delivery.Delivered.class);
      }
      String elsewhere = url.replace("127.0.0.1", "127.0.0.2");
      try (Uplink misled = open(elsewhere, mine.certificateFile())) {
        assertThat(misled.deliver(batch(0, 1)))
            .isInstanceOfSatisfying(
                Delivery.Refused.class,
                refused -> assertThat(refused.why()).contains("not trusted", "127.0.0.2", "url"));
      }
      try (Uplink stranger = open(url, null)) {
        assertThat(stranger.deliver(batch(0, 1)))
            .isInstanceOfSatisfying(
                Delivery.Refused.class,
                refused -> assertThat(refused.why()).contains("not trusted", "ca"));
      }
      // Speaks TLS to one that does not: nothing is known against its certificate.
      try (Uplink plain = open(influx.url.replace("http:", "https:"), mine.certificateFile())) {
        assertThat(plain.deliver(batch(0, 1)))
            .isInstanceOfSatisfying(
                Delivery.Retry.class, retry -> assertThat(retry.why()).contains("http://"));
      }
    }
    try (Server proxy = Server.nginx(home, influx.url, tls(old), "ssl", "");
        Uplink late = open(proxy.url.replace("http:", "https:"), old.certificateFile())) {
      assertThat(late.deliver(batch(0, 1)))
          .isInstanceOfSatisfying(
              Delivery.Refused.class,
              refused -> assertThat(refused.why()).contains("not trusted", "the clock"));
      clock.trust(false);
      assertThat(late.deliver(batch(0, 1)))
          .isInstanceOfSatisfying(
              Delivery.Retry.class, retry -> assertThat(retry.why()).contains("was not set yet"));
    }
  }

  private static String tls(GatewayCertificate certificate) {
    return "ssl_certificate %s; ssl_certificate_key %s;"
        .formatted(certificate.certificateFile(), certificate.keyFile());
  }

  private GatewayCertificate certificate(String name, long made) throws Exception {
    return GatewayCertificate.loadOrMake(
        DataFolder.open(folder.resolve(name)),
        new CertificateIdentity(name, List.of(), List.of()),
        new ManualClock(made),
        new SecureRandom());
  }
}
