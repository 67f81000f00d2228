package dev.sluice.uplinks.influx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Quality;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.time.ManualClock;
import dev.sluice.uplink.Delivery;
import dev.sluice.uplink.Lane;
import dev.sluice.uplink.Parcel;
import dev.sluice.uplink.Uplink;
import dev.sluice.uplink.UplinkFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against the servers that Debian has: InfluxDB 1.6 and VictoriaMetrics. */
@Timeout(120)
class InfluxUplinkIT {

  private static final long NOW = 1_795_478_400_000_000L;
  private static final SignalId OVEN = new SignalId("plant/oven", "temperature");

  @TempDir private Path folder;

  private static InfluxSettings settings(
      String url, InfluxSettings.Api api, @Nullable String user, @Nullable String password) {
    return new InfluxSettings(
        url,
        api,
        "plant",
        null,
        null,
        null,
        user,
        password,
        null,
        null,
        "{device}",
        "{signal}",
        Map.of("site", "hamburg, north"),
        Duration.ofSeconds(5));
  }

  private static Uplink open(InfluxSettings settings) {
    return new InfluxUplinkFactory()
        .open(
            "lake",
            settings,
            new UplinkFactory.Surroundings(
                "plant-7", "boot-1", new ManualClock(NOW), new Random(1)));
  }

  private static Parcel parcel(SignalId id, @Nullable Value value, Quality quality, long time) {
    return new Parcel(id, "°C", value, quality, time, -1, Lane.LIVE);
  }

  private static Parcel number(double number, long time) {
    return parcel(OVEN, new Value.Num(number), Quality.GOOD, time);
  }

  @Test
  void influxHasEveryKindOfReadingWithItsExactTime() throws Exception {
    try (Server server = Server.influx(folder, false);
        Uplink uplink = open(settings(server.url, InfluxSettings.Api.V1, null, null))) {
      assertThat(uplink.probe()).isInstanceOf(Delivery.Delivered.class);
      Delivery delivery =
          uplink.deliver(
              List.of(
                  number(21.5, NOW),
                  number(22, NOW + 1),
                  parcel(OVEN, new Value.Num(900), Quality.UNCERTAIN_RANGE, NOW + 2),
                  parcel(OVEN, null, Quality.BAD_DEVICE, NOW + 3),
                  parcel(
                      new SignalId("plant/oven", "door open"),
                      new Value.Bool(true),
                      Quality.GOOD,
                      NOW),
                  parcel(
                      new SignalId("plant/oven", "state"),
                      new Value.Text("say \"hé\", a=b\\c"),
                      Quality.GOOD,
                      NOW)));
      assertThat(delivery).isInstanceOf(Delivery.Delivered.class);

      assertThat(server.rows("SELECT temperature, temperature_quality FROM \"plant/oven\""))
          .containsExactly(
              "plant/oven,," + NOW + ",21.5,",
              "plant/oven,," + (NOW + 1) + ",22,",
              "plant/oven,," + (NOW + 2) + ",900,uncertain (range)",
              "plant/oven,," + (NOW + 3) + ",,bad (device)");
      assertThat(server.rows("SELECT \"door open\", state, gateway, site FROM \"plant/oven\""))
          .containsExactly(
              "plant/oven,," + NOW + ",true,\"say \"\"hé\"\", a=b\\c\",plant-7,\"hamburg, north\"");
    }
  }

  @Test
  void aBatchSentTwiceIsThereOnce() throws Exception {
    try (Server server = Server.influx(folder, false);
        Uplink uplink = open(settings(server.url, InfluxSettings.Api.V1, null, null))) {
      List<Parcel> batch = List.of(number(1, NOW), number(2, NOW + 1_000));
      uplink.deliver(batch);
      uplink.deliver(batch);
      assertThat(server.rows("SELECT temperature FROM \"plant/oven\"")).hasSize(2);
    }
  }

  @Test
  void aReadingOfAnotherTypeThanItsFieldIsRejectedAndTheRestIsStored() throws Exception {
    try (Server server = Server.influx(folder, false);
        Uplink uplink = open(settings(server.url, InfluxSettings.Api.V1, null, null))) {
      uplink.deliver(List.of(number(1, NOW)));
      Parcel text = parcel(OVEN, new Value.Text("hot"), Quality.GOOD, NOW + 2_000);

      assertThat(uplink.deliver(List.of(number(2, NOW + 1_000), text)))
          .isInstanceOfSatisfying(
              Delivery.Rejected.class,
              rejected -> assertThat(rejected.why()).contains("400", "partial write"));
      assertThat(uplink.deliver(List.of(text))).isInstanceOf(Delivery.Rejected.class);
      assertThat(server.rows("SELECT temperature FROM \"plant/oven\"")).hasSize(2);
    }
  }

  @Test
  void wrongCredentialsAndAMissingDatabaseAreRefusedWithTheRemedy() throws Exception {
    try (Server server = Server.influx(folder, true)) {
      try (Uplink wrong = open(settings(server.url, InfluxSettings.Api.V1, "admin", "guess"))) {
        for (Delivery delivery : List.of(wrong.probe(), wrong.deliver(List.of(number(1, NOW))))) {
          assertThat(delivery)
              .isInstanceOfSatisfying(
                  Delivery.Refused.class,
                  refused ->
                      assertThat(refused.why())
                          .contains("401", "check token")
                          .doesNotContain("guess"));
        }
      }
      try (Uplink right = open(settings(server.url, InfluxSettings.Api.V1, "admin", "secret"))) {
        assertThat(right.deliver(List.of(number(1, NOW)))).isInstanceOf(Delivery.Delivered.class);
      }
      // 1.6 knows no second API.
      try (Uplink second = open(settings(server.url, InfluxSettings.Api.V2, "admin", "secret"))) {
        assertThat(second.deliver(List.of(number(1, NOW))))
            .isInstanceOfSatisfying(
                Delivery.Refused.class,
                refused -> assertThat(refused.why()).contains("404", "api"));
      }
    }
  }

  @Test
  void aServerThatIsAwayIsTriedAgain() throws Exception {
    try (Server server = Server.influx(folder, false);
        Uplink uplink = open(settings(server.url, InfluxSettings.Api.V1, null, null))) {
      uplink.deliver(List.of(number(1, NOW)));
      server.stop();
      assertThat(uplink.deliver(List.of(number(2, NOW + 1))))
          .isInstanceOfSatisfying(
              Delivery.Retry.class, retry -> assertThat(retry.why()).contains(server.url));
      assertThat(uplink.probe()).isInstanceOf(Delivery.Retry.class);
      server.startAgain("/ping");
      assertThat(uplink.deliver(List.of(number(2, NOW + 1))))
          .isInstanceOf(Delivery.Delivered.class);
      assertThat(server.rows("SELECT temperature FROM \"plant/oven\"")).hasSize(2);
    }
  }

  @Test
  void victoriaMetricsTakesTheSecondApi() throws Exception {
    long now = System.currentTimeMillis() * 1_000;
    try (Server server = Server.victoriaMetrics(folder);
        Uplink uplink = open(settings(server.url, InfluxSettings.Api.V2, null, null))) {
      assertThat(uplink.probe()).isInstanceOf(Delivery.Delivered.class);
      assertThat(uplink.deliver(List.of(number(21.5, now), number(22.5, now + 1_000_000))))
          .isInstanceOf(Delivery.Delivered.class);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(exported(server)).contains("\"values\":[21.5,22.5]"));
      assertThat(exported(server)).contains("\"gateway\":\"plant-7\"");
    }
  }

  private static String exported(Server server) throws IOException, InterruptedException {
    server.get("/internal/force_flush");
    return server.get("/api/v1/export?match%5B%5D=%7Bgateway%3D%22plant-7%22%7D").body();
  }

  @Test
  void aTokenIsReadFromItsFileAndAMissingFileIsRefused() throws Exception {
    Path missing = folder.resolve("no-token");
    InfluxSettings settings =
        new InfluxSettings(
            "http://127.0.0.1:1",
            InfluxSettings.Api.V2,
            "plant",
            null,
            null,
            missing.toString(),
            null,
            null,
            null,
            null,
            "{device}",
            "{signal}",
            Map.of(),
            Duration.ofSeconds(1));
    try (Uplink uplink = open(settings)) {
      assertThat(uplink.probe())
          .isInstanceOfSatisfying(
              Delivery.Refused.class,
              refused -> assertThat(refused.why()).contains(missing.toString(), "correct it"));
    }
    Files.writeString(missing, "a-token\n");
    try (Uplink uplink = open(settings)) {
      assertThat(uplink.probe())
          .isInstanceOfSatisfying(
              Delivery.Retry.class, retry -> assertThat(retry.why()).contains("nobody listens"));
    }
  }
}
