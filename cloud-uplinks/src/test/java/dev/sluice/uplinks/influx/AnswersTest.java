package dev.sluice.uplinks.influx;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the answers mean, from a server that says what it is told to. */
class AnswersTest {

  private final AtomicReference<String> asked = new AtomicReference<>("");
  private final AtomicReference<String> authorization = new AtomicReference<>("");
  private volatile int status = 204;
  private volatile String retryAfter = "";
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.set(exchange.getRequestURI().toString());
          authorization.set(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          if (!retryAfter.isEmpty()) {
            exchange.getResponseHeaders().add("Retry-After", retryAfter);
          }
          byte[] body = "{\"code\":\"x\",\"message\":\"as told\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, status == 204 ? -1 : body.length);
          if (status != 204) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Uplink open(InfluxSettings.Api api, boolean token) {
    InfluxSettings settings =
        new InfluxSettings(
            "http://127.0.0.1:" + server.getAddress().getPort() + "/base",
            api,
            "plant/week",
            "works",
            token ? "a-token" : null,
            null,
            token ? null : "anna",
            token ? null : "pass",
            null,
            null,
            "{device}",
            "{signal}",
            Map.of(),
            Duration.ofSeconds(5));
    return new InfluxUplinkFactory()
        .open(
            "lake",
            settings,
            new UplinkFactory.Surroundings("g", "b", new ManualClock(1), new Random(1)));
  }

  private static List<Parcel> batch() {
    return List.of(
        new Parcel(
            new SignalId("d", "s"),
            null,
            new Value.Num(1),
            Quality.GOOD,
            1_795_478_400_000_000L,
            1,
            Lane.LIVE));
  }

  @ParameterizedTest
  @CsvSource({
    "204, Delivered",
    "400, Rejected",
    "413, Rejected",
    "422, Rejected",
    "401, Refused",
    "403, Refused",
    "404, Refused",
    "408, Retry",
    "429, Retry",
    "500, Retry",
    "503, Retry",
    "504, Retry"
  })
  void eachStatusHasItsMeaning(int answered, String meaning) throws Exception {
    status = answered;
    try (Uplink uplink = open(InfluxSettings.Api.V2, true)) {
      Delivery delivery = uplink.deliver(batch());
      assertThat(delivery.getClass().getSimpleName()).isEqualTo(meaning);
      assertThat(delivery.toString()).doesNotContain("a-token");
      if (answered != 204) {
        assertThat(delivery.toString()).contains(answered + " from http://127.0.0.1", "as told");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "7, PT7S",
    "0, PT0S",
    "-3, PT0S",
    "999999, PT1H",
    "'Wed, 21 Oct 2026 07:28:00 GMT', PT0S"
  })
  void howLongTheServerAskedForIsHonouredWithinReason(String header, Duration after)
      throws Exception {
    status = 429;
    retryAfter = header;
    try (Uplink uplink = open(InfluxSettings.Api.V2, true)) {
      assertThat(uplink.deliver(batch()))
          .isInstanceOfSatisfying(
              Delivery.Retry.class, retry -> assertThat(retry.after()).isEqualTo(after));
    }
  }

  @Test
  void theFirstApiIsAskedInItsOwnWords() throws Exception {
    try (Uplink uplink = open(InfluxSettings.Api.V1, false)) {
      assertThat(uplink.deliver(batch())).isInstanceOf(Delivery.Delivered.class);
      assertThat(asked.get()).isEqualTo("/base/write?db=plant&precision=u&rp=week");
      assertThat(authorization.get()).isEqualTo("Basic YW5uYTpwYXNz");
    }
  }

  @Test
  void theSecondApiIsAskedInItsOwnWords() throws Exception {
    try (Uplink uplink = open(InfluxSettings.Api.V2, true)) {
      assertThat(uplink.deliver(batch())).isInstanceOf(Delivery.Delivered.class);
      assertThat(asked.get())
          .startsWith("/base/api/v2/write?")
          .contains("bucket=plant%2Fweek", "org=works", "precision=us");
      assertThat(authorization.get()).isEqualTo("Token a-token");
    }
  }
}
