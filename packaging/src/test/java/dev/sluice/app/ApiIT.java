package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The HTTP API of the running product, as a script uses it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ApiIT {

  /** The start of an hour, in seconds. */
  private static final long HOUR = 1_767_225_600L;

  private Product product;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    product = new Product(folder, "").start();
  }

  @AfterAll
  void stop() {
    product.close();
  }

  private void write(String lines) throws Exception {
    HttpResponse<String> answer = product.post("/api/v1/write?precision=s", lines);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
  }

  private static List<Double> numbers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(number -> number.isNull() ? null : number.asDouble())
        .toList();
  }

  /** Expects a problem document of this type. */
  private static JsonNode problem(HttpResponse<String> answer, int status, String type)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = new ObjectMapper().readTree(answer.body());
    assertThat(problem.get("type").asText()).isEqualTo("/problems/" + type);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("detail").asText()).isNotBlank();
    return problem;
  }

  @Test
  void lineProtocolBecomesSignals() throws Exception {
    write("weather,room=1,location=us temp=82,rain=t,sky=\"clear\" " + HOUR);

    String device = "weather/location=us/room=1";
    JsonNode temp = product.json("/api/v1/signals/" + device + "/temp");
    assertThat(temp.get("id").asText()).isEqualTo(device + "/temp");
    assertThat(temp.get("device").asText()).isEqualTo(device);
    assertThat(temp.get("kind").asText()).isEqualTo("number");
    assertThat(temp.at("/last/value").asDouble()).isEqualTo(82);
    assertThat(temp.at("/last/quality").asText()).isEqualTo("good");
    assertThat(temp.at("/last/time").asText()).startsWith("2026-01-01T00:00:00");
    assertThat(product.json("/api/v1/signals/" + device + "/rain").at("/last/value").asBoolean())
        .isTrue();
    assertThat(product.json("/api/v1/signals/" + device + "/sky").at("/last/value").asText())
        .isEqualTo("clear");
  }

  @Test
  void aBadLineIsNamedAndItsNeighboursAreStored() throws Exception {
    HttpResponse<String> answer =
        product.post("/api/v1/write", "good a=1\nbad a=\ngood b=2\nworse\ngood c=3\n");

    JsonNode problem = problem(answer, 400, "bad-lines");
    assertThat(problem.get("lines")).hasSize(2);
    assertThat(problem.at("/lines/0/number").asInt()).isEqualTo(2);
    assertThat(problem.at("/lines/0/line").asText()).isEqualTo("bad a=");
    assertThat(problem.at("/lines/0/reason").asText()).isNotBlank();
    assertThat(problem.at("/lines/1/number").asInt()).isEqualTo(4);
    for (String signal : List.of("good/a", "good/b", "good/c")) {
      assertThat(product.values(signal)).hasSize(1);
    }
  }

  /** An hour of readings, one every ten seconds, that count from 0 to 359. */
  @ParameterizedTest
  @CsvSource({"1000,5", "360,10", "359,15", "100,60", "60,60", "59,120", "7,600", "1,3600"})
  void bucketsAreOfTheNextWidthAndNeverMoreThanAskedFor(int points, int seconds) throws Exception {
    write(
        IntStream.range(0, 360)
            .mapToObj(i -> "hour n=" + i + " " + (HOUR + i * 10L))
            .collect(Collectors.joining("\n")));

    JsonNode history =
        product.json(
            "/api/v1/history?signal=hour/n&from=%d&to=%d&points=%d"
                .formatted(HOUR * 1000, (HOUR + 3600) * 1000, points));

    assertThat(history.get("agg").asText()).isEqualTo("minmax");
    JsonNode t = history.get("t");
    assertThat(t).hasSize(3600 / seconds).hasSizeLessThanOrEqualTo(points);
    JsonNode series = history.at("/series").get("hour/n");
    for (int i = 0; i < t.size(); i++) {
      assertThat(t.get(i).asLong()).isEqualTo((HOUR + (long) i * seconds) * 1000);
      int first = (i * seconds + 9) / 10;
      int last = ((i + 1) * seconds - 1) / 10;
      if (first > last) {
        assertThat(series.get("min").get(i).isNull()).as("a gap").isTrue();
      } else {
        assertThat(series.get("min").get(i).asDouble()).isEqualTo(first);
        assertThat(series.get("max").get(i).asDouble()).isEqualTo(last);
        assertThat(series.get("avg").get(i).asDouble()).isEqualTo((first + last) / 2.0);
      }
    }
  }

  @Test
  void rawHistoryAndCsvGiveEveryReading() throws Exception {
    write("raw v=1 " + HOUR + "\nraw v=2.5 " + (HOUR + 1) + "\nraw v=-3e-7 " + (HOUR + 2));

    JsonNode raw = product.json("/api/v1/history?signal=raw/v&agg=raw");
    assertThat(numbers(raw.at("/series").get("raw/v").get("v"))).containsExactly(1.0, 2.5, -3e-7);
    assertThat(numbers(raw.get("t")))
        .containsExactly(HOUR * 1e3, (HOUR + 1) * 1e3, (HOUR + 2) * 1e3);
    assertThat(product.get("/api/v1/history.csv?signal=raw/v").lines())
        .containsExactly(
            "time,signal,value,quality",
            "2026-01-01T00:00:00.000000Z,raw/v,1,good",
            "2026-01-01T00:00:01.000000Z,raw/v,2.5,good",
            "2026-01-01T00:00:02.000000Z,raw/v,-3.0E-7,good");
  }

  @Test
  void anIdIsOneTailPlainOrEncoded() throws Exception {
    try (RawMqtt client = RawMqtt.connected(product.mqttPort(), "ids")) {
      assertThat(client.publishAndWait("plant 1/öfen/100%", "7", 1)).isTrue();
    }
    String encoded = "plant%201%2F%C3%B6fen%2F100%25";
    product.awaitLast(encoded, "7");
    product.awaitLast("plant%201/%C3%B6fen/100%25", "7");
    assertThat(product.json("/api/v1/signals/" + encoded).get("id").asText())
        .isEqualTo("plant 1/öfen/100%");
    assertThat(product.values(encoded)).containsOnlyKeys(7L);
  }

  @Test
  void whatCannotBeSetSaysSo() throws Exception {
    write("plain v=1 " + HOUR);
    String token = product.token();

    problem(
        product.ask("PUT", "/api/v1/signals/plain/v/value", "{\"value\": 2}", token),
        409,
        "not-settable");
    problem(
        product.ask("PUT", "/api/v1/signals/plain/none/value", "{\"value\": 2}", token),
        404,
        "unknown-signal");
    assertThat(
            problem(
                    product.ask("PUT", "/api/v1/signals/plain/v/value", "{\"value\": []}", token),
                    400,
                    "bad-body")
                .get("field")
                .asText())
        .isEqualTo("value");
  }

  @Test
  void aForgottenSignalIsGoneWithItsHistory() throws Exception {
    write("gone v=1 " + HOUR + "\nkept v=1 " + HOUR);

    assertThat(product.ask("DELETE", "/api/v1/signals/gone/v", "", product.token()).statusCode())
        .isEqualTo(204);

    problem(product.get("/api/v1/signals/gone/v", true), 404, "unknown-signal");
    assertThat(product.values("kept/v")).hasSize(1);
    write("gone v=2 " + (HOUR + 1));
    assertThat(product.values("gone/v")).containsOnlyKeys(2L);
  }

  @Test
  void programsOnThisBoxScrapeMetrics() throws Exception {
    write("measured v=1 " + HOUR);
    HttpResponse<String> metrics = product.get("/metrics", false);

    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(metrics.body())
        .containsPattern("(?m)^sluice_received_readings_total [1-9]")
        .contains("# HELP", "# TYPE");
    assertThat(metrics.body().lines().filter(line -> !line.startsWith("#")))
        .allMatch(line -> line.matches("[a-z_]+[a-z0-9_]*(\\{.*})? \\S+"));
  }

  @ParameterizedTest
  @CsvSource({
    "/health,get",
    "/health/live,get",
    "/health/ready,get",
    "/setup,post",
    "/devices,get",
    "/devices/{id},get",
    "/signals,get",
    "/signals/{id},get",
    "/signals/{id},delete",
    "/signals/{id}/value,put",
    "/history,get",
    "/history.csv,get",
    "/write,post",
    "/ledger,get",
    "/troubles,get",
    "/live,get",
    "/events,get",
    "/openapi.json,get"
  })
  void theDescriptionHoldsEveryRoute(String path, String method) throws Exception {
    HttpResponse<String> answer = product.get("/api/v1/openapi.json", false);
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode description = new ObjectMapper().readTree(answer.body());

    assertThat(description.get("openapi").asText()).startsWith("3.1");
    assertThat(description.get("paths").path("/api/v1" + path).has(method)).isTrue();
    assertThat(description.get("paths").has("/metrics")).isTrue();
  }

  @Test
  void problemsAreDocumentsThatSayWhatToDo() throws Exception {
    String token = product.token();
    problem(product.get("/api/v1/signals", false), 401, "not-logged-in");
    problem(product.ask("GET", "/api/v1/nowhere", "", token), 404, "not-found");
    problem(product.ask("POST", "/api/v1/signals", "", token), 405, "method-not-allowed");
    assertThat(
            problem(product.get("/api/v1/history?signal=a/b&points=0", true), 400, "bad-query")
                .get("field")
                .asText())
        .isEqualTo("points");
    problem(product.get("/api/v1/history", true), 400, "bad-query");
  }
}
