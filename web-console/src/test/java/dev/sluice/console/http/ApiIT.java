package dev.sluice.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.Role;
import dev.sluice.gateway.Commands.Refused;
import dev.sluice.gateway.GatewayView.Condition;
import dev.sluice.gateway.GatewayView.DeviceStatus;
import dev.sluice.gateway.GatewayView.Health;
import dev.sluice.gateway.GatewayView.Meter;
import dev.sluice.history.Answer;
import dev.sluice.history.Query;
import dev.sluice.meters.TroubleBook;
import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.Signal;
import dev.sluice.model.Value;
import dev.sluice.state.Audit;
import dev.sluice.state.GapBook;
import dev.sluice.state.GapBook.Gap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What each noun of the API answers. */
class ApiIT {

  private final TestConsole console = new TestConsole();
  private final String viewer = console.token(Role.VIEWER);
  private final String operator = console.token(Role.OPERATOR);
  private final String admin = console.token(Role.ADMIN);

  @AfterEach
  void stop() {
    console.close();
  }

  @Test
  void health_names_the_causes_and_is_503_when_not_ready() {
    assertThat(console.get("/api/v1/health").statusCode()).isEqualTo(200);
    console.gateway.health =
        new Health(
            Condition.DOWN,
            Map.of(
                "disk", new Health.Check(Condition.DOWN, "The disk is full: free some space."),
                "clock", new Health.Check(Condition.UP, "")),
            false);
    for (String path : List.of("/api/v1/health", "/api/v1/health/ready")) {
      HttpResponse<String> answer = console.get(path);
      assertThat(answer.statusCode()).isEqualTo(503);
      JsonObject health = TestConsole.object(answer);
      assertThat(health.getString("status")).isEqualTo("down");
      assertThat(health.getJsonObject("checks").getJsonObject("disk").getString("cause"))
          .contains("free some space");
    }
    assertThat(console.get("/api/v1/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void a_signal_shows_its_last_reading_with_quality_time_and_age() {
    Signal force = console.gateway.signal("plant/line-1/press/force", Kind.NUMBER, "kN");
    console.gateway.reading(force, new Value.Num(12.5), Quality.UNCERTAIN_RANGE);
    console.clock.advance(Duration.ofMillis(1500));
    JsonObject shown = TestConsole.array(console.get("/api/v1/signals", viewer)).getJsonObject(0);
    assertThat(shown.getString("id")).isEqualTo("plant/line-1/press/force");
    assertThat(shown.getString("device")).isEqualTo("plant/line-1/press");
    assertThat(shown.getString("name")).isEqualTo("Name of force");
    assertThat(shown.getString("unit")).isEqualTo("kN");
    assertThat(shown.getString("kind")).isEqualTo("number");
    assertThat(shown.getBoolean("simulated")).isFalse();
    JsonObject last = shown.getJsonObject("last");
    assertThat(last.getDouble("value")).isEqualTo(12.5);
    assertThat(last.getString("quality")).isEqualTo("uncertain");
    assertThat(last.getString("reason")).isEqualTo("range");
    assertThat(last.getString("time")).isEqualTo("2026-11-24T14:00:00.000Z");
    assertThat(last.getInteger("age")).isEqualTo(1500);
  }

  @Test
  void a_signal_is_found_by_a_plain_and_by_an_encoded_path() {
    console.gateway.signal("a/b/c d+é", Kind.TEXT, null);
    for (String path : List.of("a/b/c%20d+%C3%A9", "a%2Fb%2Fc%20d%2B%C3%A9")) {
      JsonObject shown = TestConsole.object(console.get("/api/v1/signals/" + path, viewer));
      assertThat(shown.getString("id")).isEqualTo("a/b/c d+é");
      assertThat(shown.getValue("last")).isNull();
      assertThat(shown.getValue("unit")).isNull();
    }
    for (String path : List.of("a/b/x", "x", "a/../b", "%2F")) {
      assertThat(console.get("/api/v1/signals/" + path, viewer).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void signals_come_in_pages_that_lead_to_each_other() {
    IntStream.range(0, 25)
        .forEach(i -> console.gateway.signal("d/s%02d".formatted(i), Kind.BOOL, null));
    String path = "/api/v1/signals?limit=10";
    int seen = 0;
    int pages = 0;
    while (!path.isEmpty()) {
      HttpResponse<String> page = console.get(path, viewer);
      JsonArray signals = TestConsole.array(page);
      assertThat(signals.getJsonObject(0).getString("id")).isEqualTo("d/s%02d".formatted(seen));
      assertThat(page.headers().firstValue("X-Total-Count")).hasValue("25");
      seen += signals.size();
      pages++;
      path =
          page.headers()
              .firstValue("Link")
              .map(link -> link.substring(1, link.indexOf('>')))
              .orElse("");
    }
    assertThat(seen).isEqualTo(25);
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void signals_are_searched_by_id_and_name_whatever_the_case() {
    console.gateway.signal("oven/temperature", Kind.NUMBER, null);
    console.gateway.signal("oven/door", Kind.BOOL, null);
    console.gateway.signal("press/force", Kind.NUMBER, null);
    assertThat(TestConsole.array(console.get("/api/v1/signals?q=OVEN", viewer))).hasSize(2);
    assertThat(TestConsole.array(console.get("/api/v1/signals?q=name%20of%20f", viewer)))
        .hasSize(1);
    assertThat(TestConsole.array(console.get("/api/v1/signals?q=nothing", viewer))).isEmpty();
    HttpResponse<String> bad = console.get("/api/v1/signals?limit=100001", viewer);
    assertThat(TestConsole.problem(bad)).isEqualTo("bad-query");
    assertThat(TestConsole.object(bad).getString("field")).isEqualTo("limit");
  }

  @Test
  void a_signal_is_set_by_an_operator_and_the_audit_says_by_whom() {
    console.gateway.signal("press/speed", Kind.NUMBER, null);
    console.gateway.signal("press/on", Kind.BOOL, null);
    assertThat(put("press/speed", "{\"value\": 12.5}").statusCode()).isEqualTo(204);
    assertThat(put("press/on", "{\"value\": true}").statusCode()).isEqualTo(204);
    assertThat(console.gateway.done)
        .containsExactly("set press/speed Num[number=12.5]", "set press/on Bool[on=true]");
    Audit.Act act = console.audit.newest(1).getFirst();
    assertThat(act.what()).isEqualTo("signal-set");
    assertThat(act.detail()).isEqualTo("press/on = true");
    assertThat(act.who()).startsWith("token:");
  }

  @Test
  void a_value_that_does_not_fit_is_refused() {
    console.gateway.signal("press/speed", Kind.NUMBER, null);
    for (String body :
        List.of(
            "{\"value\": \"fast\"}",
            "{\"value\": true}",
            "{\"value\": null}",
            "{\"value\": 1e999}",
            "{\"value\": {}}",
            "{\"value\": 1, \"value\": 2}",
            "{\"other\": 1}",
            "{}",
            "[]",
            "12",
            "{\"value\": 1} x")) {
      assertThat(TestConsole.problem(put("press/speed", body))).as(body).isEqualTo("bad-body");
    }
    assertThat(console.gateway.done).isEmpty();
  }

  @Test
  void what_the_gateway_refuses_is_told_apart() {
    console.gateway.signal("press/speed", Kind.NUMBER, null);
    Map<Refused.Why, String> problems =
        Map.of(
            Refused.Why.UNKNOWN, "unknown-signal",
            Refused.Why.IMPOSSIBLE, "not-settable",
            Refused.Why.FAILED, "device-refused");
    problems.forEach(
        (why, problem) -> {
          console.gateway.refused = new Refused(why, "the press is off");
          assertThat(TestConsole.problem(put("press/speed", "{\"value\": 1}"))).isEqualTo(problem);
        });
    console.gateway.refused = new Refused(Refused.Why.FAILED, "the disk is full");
    assertThat(TestConsole.problem(delete("press/speed"))).isEqualTo("not-durable");
  }

  @Test
  void a_signal_is_forgotten_by_an_administrator() {
    console.gateway.signal("press/speed", Kind.NUMBER, null);
    assertThat(delete("press/speed").statusCode()).isEqualTo(204);
    assertThat(delete("press/speed").statusCode()).isEqualTo(404);
    assertThat(console.gateway.done).containsExactly("forget press/speed");
    assertThat(console.audit.newest(1).getFirst().what()).isEqualTo("signal-forgotten");
  }

  @Test
  void a_device_is_forgotten_by_an_administrator_with_all_its_signals() {
    console.gateway.signal("hall/press/speed", Kind.NUMBER, null);
    console.gateway.signal("hall/press/force", Kind.NUMBER, null);
    assertThat(deleteDevice("hall/press", admin).statusCode()).isEqualTo(204);
    assertThat(console.gateway.signals().size()).isZero();
    assertThat(TestConsole.problem(deleteDevice("hall%2Fpress", admin)))
        .isEqualTo("unknown-device");
    assertThat(console.gateway.done).containsExactly("forget device hall/press");
    assertThat(console.audit.newest(1).getFirst().what()).isEqualTo("device-forgotten");
    assertThat(console.audit.newest(1).getFirst().detail()).isEqualTo("hall/press, 2 signals");
  }

  @Test
  void a_device_that_is_configured_is_not_forgotten() {
    console.gateway.refused = new Refused(Refused.Why.IMPOSSIBLE, "'oven' is configured");
    assertThat(TestConsole.problem(deleteDevice("oven", admin))).isEqualTo("device-configured");
    console.gateway.refused = new Refused(Refused.Why.FAILED, "the disk is full");
    assertThat(TestConsole.problem(deleteDevice("oven", admin))).isEqualTo("not-durable");
    assertThat(console.audit.newest(1)).isEmpty();
  }

  private HttpResponse<String> deleteDevice(String id, String token) {
    return console.send(
        "/api/v1/devices/" + id,
        request -> request.DELETE().header("Authorization", "Bearer " + token));
  }

  @Test
  void history_comes_in_columns_with_null_for_gaps() {
    console.gateway.history =
        query ->
            new Answer(
                0,
                3_000_000,
                1_000_000,
                query.aggregate(),
                new long[] {0, 1_000_000, 2_000_000},
                FakeGateway.series(
                    "a/b",
                    new Answer.Series(
                        new double[] {1, Double.NaN, -0.5},
                        new double[] {2, Double.NaN, 1e300},
                        new double[] {1.25, Double.NaN, 3},
                        new double[] {4, 0, 1},
                        null,
                        null)));
    JsonObject answer =
        TestConsole.object(
            console.get(
                "/api/v1/history?signal=a/b&from=2026-11-24T14:00:00%2B01:00&to=1795528800000&points=3",
                viewer));
    assertThat(answer.encode())
        .isEqualTo(
            "{\"from\":\"1970-01-01T00:00:00.000Z\",\"to\":\"1970-01-01T00:00:03.000Z\","
                + "\"agg\":\"minmax\",\"width\":1000,\"t\":[0,1000,2000],\"series\":{\"a/b\":{"
                + "\"min\":[1,null,-0.5],\"max\":[2,null,1.0E300],\"avg\":[1.25,null,3],"
                + "\"n\":[4,0,1]}}}");
    Query query = console.gateway.queries.getFirst();
    assertThat(query.from()).isEqualTo(SteppedClock.START - 3_600_000_000L);
    assertThat(query.to()).isEqualTo(SteppedClock.START);
    assertThat(query.points()).isEqualTo(3);
  }

  @Test
  void known_causes_of_gaps_stand_beside_the_columns() {
    console.gateway.history =
        query ->
            new Answer(
                0,
                1_000_000,
                1_000_000,
                query.aggregate(),
                new long[] {0},
                FakeGateway.series(
                    "a/b", new Answer.Series(null, null, null, new double[] {7}, null, null)));
    console.gateway.gaps =
        List.of(
            new Gap(GapBook.Cause.GATEWAY_OFF, "", -1_000_000, 2_000),
            new Gap(GapBook.Cause.DEVICE_SILENT, "a", 500_000, GapBook.LASTS),
            new Gap(GapBook.Cause.DEVICE_SILENT, "other", 500_000, GapBook.LASTS),
            new Gap(GapBook.Cause.DROPPED, "intake-full", 0, 1_000));
    for (String agg : List.of("delta", "rate", "states")) {
      assertThat(console.get("/api/v1/history?signal=a/b&agg=" + agg, viewer).body())
          .isEqualTo(
              "{\"from\":\"1970-01-01T00:00:00.000Z\",\"to\":\"1970-01-01T00:00:01.000Z\","
                  + "\"agg\":\""
                  + agg
                  + "\",\"width\":1000,\"t\":[0],\"series\":{\"a/b\":{\"v\":[7]}},\"gaps\":["
                  + "{\"from\":\"1969-12-31T23:59:59.000Z\",\"to\":\"1970-01-01T00:00:00.002Z\","
                  + "\"cause\":\"gateway-off\"},"
                  + "{\"signal\":\"a/b\",\"from\":\"1970-01-01T00:00:00.500Z\",\"to\":null,"
                  + "\"cause\":\"device-silent\"},"
                  + "{\"from\":\"1970-01-01T00:00:00.000Z\",\"to\":\"1970-01-01T00:00:00.001Z\","
                  + "\"cause\":\"dropped\",\"loss\":\"intake-full\"}]}");
    }
  }

  @Test
  void where_a_signal_has_no_reading_it_has_no_quality() {
    console.gateway.history =
        query ->
            new Answer(
                0,
                1,
                0,
                query.aggregate(),
                new long[] {0, 1000},
                FakeGateway.series(
                    "a/b",
                    new Answer.Series(
                        null,
                        null,
                        null,
                        new double[] {Double.NaN, Double.NaN},
                        null,
                        new short[] {Answer.NO_READING, 130})));
    assertThat(console.get("/api/v1/history?signal=a/b&agg=raw", viewer).body())
        .contains("{\"v\":[null,null],\"q\":[null,\"bad\"]}");
  }

  @Test
  void raw_history_keeps_fractions_of_ms_texts_and_bad_quality() {
    console.gateway.history =
        query ->
            new Answer(
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                0,
                query.aggregate(),
                new long[] {1_700_000_000_000_001L, 1_700_000_000_001_000L},
                FakeGateway.series(
                    "a/b",
                    new Answer.Series(
                        null, null, null, null, new String[] {"on", null}, new short[] {0, 130})));
    HttpResponse<String> answer = console.get("/api/v1/history?signal=a/b&agg=raw", viewer);
    assertThat(answer.body())
        .isEqualTo(
            "{\"from\":null,\"to\":null,\"agg\":\"raw\",\"width\":0,"
                + "\"t\":[1700000000000.001,1700000000001],"
                + "\"series\":{\"a/b\":{\"v\":[\"on\",null],\"q\":[\"good\",\"bad\"]}}}");
    Query query = console.gateway.queries.getFirst();
    assertThat(query.from()).isEqualTo(Long.MIN_VALUE);
    assertThat(query.to()).isEqualTo(Long.MAX_VALUE);
    assertThat(query.aggregate()).isEqualTo(Query.Aggregate.RAW);
  }

  @Test
  void a_wrong_query_names_its_field() {
    Map<String, String> wrong =
        Map.of(
            "", "signal",
            "signal=x", "signal",
            "signal=a/b&from=yesterday", "from",
            "signal=a/b&from=2000&to=1000", "to",
            "signal=a/b&points=0", "points",
            "signal=a/b&agg=median", "agg");
    wrong.forEach(
        (query, field) -> {
          HttpResponse<String> answer = console.get("/api/v1/history?" + query, viewer);
          assertThat(TestConsole.problem(answer)).as(query).isEqualTo("bad-query");
          assertThat(TestConsole.object(answer).getString("field")).as(query).isEqualTo(field);
        });
    console.gateway.history =
        query -> {
          throw new IllegalArgumentException("at most 1,000,000 readings");
        };
    HttpResponse<String> answer = console.get("/api/v1/history?signal=a/b", viewer);
    assertThat(TestConsole.object(answer).getString("detail")).contains("1,000,000");
  }

  @Test
  void a_mistake_of_the_gateway_is_a_problem_without_its_insides() {
    console.gateway.history =
        query -> {
          throw new IllegalStateException("secret inside");
        };
    HttpResponse<String> answer = console.get("/api/v1/history?signal=a/b", viewer);
    assertThat(TestConsole.problem(answer)).isEqualTo("internal");
    assertThat(answer.body()).doesNotContain("secret");
  }

  @Test
  void devices_say_how_they_are() {
    console.gateway.devices =
        List.of(
            new DeviceStatus(
                "press", "modbus-tcp", false, DeviceStatus.Status.OFFLINE, "timeout", 0, 3),
            new DeviceStatus(
                "plant/boiler",
                "mqtt",
                true,
                DeviceStatus.Status.ONLINE,
                "",
                SteppedClock.START,
                2));
    JsonArray devices = TestConsole.array(console.get("/api/v1/devices", viewer));
    assertThat(devices.getJsonObject(0).getString("status")).isEqualTo("offline");
    assertThat(devices.getJsonObject(0).getValue("lastSeen")).isNull();
    JsonObject boiler = TestConsole.object(console.get("/api/v1/devices/plant/boiler", viewer));
    assertThat(boiler).isEqualTo(devices.getJsonObject(1));
    assertThat(boiler.getString("lastSeen")).isEqualTo("2026-11-24T14:00:00.000Z");
    assertThat(TestConsole.problem(console.get("/api/v1/devices/none", viewer)))
        .isEqualTo("unknown-device");
  }

  @Test
  void what_the_device_is_written_is_told() {
    JsonObject wear = TestConsole.object(console.get("/api/v1/wear", viewer));
    assertThat(wear.getString("device")).isEqualTo("mmcblk0");
    assertThat(wear.getLong("written")).isEqualTo(4_096_000);
    assertThat(wear.getLong("perDay")).isEqualTo(485_000_000);
    assertThat(wear.getJsonObject("card").getLong("size")).isEqualTo(32_000_000_000L);
    assertThat(wear.getJsonObject("card").getDouble("years")).isEqualTo(54.2);
    assertThat(wear.containsKey("unknown")).isFalse();
  }

  @Test
  void the_ledger_and_the_troubles_are_told() {
    JsonObject ledger = TestConsole.object(console.get("/api/v1/ledger", viewer));
    assertThat(ledger.getInteger("received")).isEqualTo(10);
    assertThat(ledger.getInteger("journalled")).isEqualTo(7);
    assertThat(ledger.getJsonArray("losses").getJsonObject(0).getString("cause"))
        .isEqualTo("malformed");
    assertThat(ledger.getJsonObject("history").getInteger("kept")).isEqualTo(5);
    assertThat(ledger.getBoolean("balanced")).isTrue();
    console.gateway.troubles =
        List.of(
            new TroubleBook.Trouble(
                "esp-1", "malformed-json", 3, SteppedClock.START, "a/b", "{\"x"));
    JsonObject trouble =
        TestConsole.array(console.get("/api/v1/troubles", viewer)).getJsonObject(0);
    assertThat(trouble.getString("source")).isEqualTo("esp-1");
    assertThat(trouble.getInteger("count")).isEqualTo(3);
    assertThat(trouble.getString("sample")).isEqualTo("{\"x");
  }

  @Test
  void metrics_are_open_to_this_box_and_closed_to_proxies() {
    console.gateway.meters =
        List.of(
            new Meter("commits", Meter.Type.COUNTER, "Syncs.", Map.of(), 42),
            new Meter("queue_bytes", Meter.Type.GAUGE, "Waiting.", Map.of("lane", "live"), 7));
    HttpResponse<String> answer = console.get("/metrics");
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
    assertThat(answer.body())
        .contains(
            "sluice_commits_total 42.0",
            "sluice_queue_bytes{lane=\"live\"} 7.0",
            "sluice_received_readings_total 10.0",
            "sluice_lost_readings_total{cause=\"malformed\"} 3.0",
            "process_resident_memory_bytes",
            "jvm_memory_used_bytes",
            "jvm_threads_live_threads");
    console.gateway.meters =
        List.of(new Meter("commits", Meter.Type.COUNTER, "Syncs.", Map.of(), 43));
    String later = console.get("/metrics").body();
    assertThat(later).contains("sluice_commits_total 43.0").doesNotContain("sluice_queue_bytes");
    HttpResponse<String> proxied =
        console.send("/metrics", request -> request.header("X-Forwarded-For", "10.0.0.9"));
    assertThat(proxied.statusCode()).isEqualTo(401);
    assertThat(console.get("/metrics", viewer).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> put(String id, String body) {
    return console.body("PUT", "/api/v1/signals/" + id + "/value", operator, body);
  }

  private HttpResponse<String> delete(String id) {
    return console.send(
        "/api/v1/signals/" + id,
        request -> request.DELETE().header("Authorization", "Bearer " + admin));
  }
}
