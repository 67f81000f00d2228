package dev.sluice.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.Role;
import dev.sluice.gateway.Commands.Refused;
import dev.sluice.state.Audit;
import dev.sluice.state.UplinkState.Counts;
import dev.sluice.state.UplinkState.DeadLetter;
import dev.sluice.uplink.Delivery;
import dev.sluice.uplink.DownStatus;
import dev.sluice.uplink.Downstream.Cause;
import dev.sluice.uplink.UplinkStatus;
import dev.sluice.uplink.UplinkStatus.State;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the API tells of uplinks, and what may be done to them. */
class UplinksIT {

  private static final UplinkStatus BEHIND =
      new UplinkStatus(
          "head-office",
          "mqtt",
          State.BACKING_OFF,
          false,
          new Counts(5000, 700, 60, 20, 7, 3, 800, 40),
          4210,
          4000,
          900,
          4900,
          SteppedClock.START - 90_500_000,
          Optional.of(Duration.ofMillis(179_200)),
          "No connection to broker.example:8883.",
          SteppedClock.START - 1_000_000,
          0);
  private static final UplinkStatus GONE =
      new UplinkStatus(
          "old", "", State.REMOVED, false, Counts.NONE, 0, 0, 0, 0, 0, Optional.empty(), "", 0, 0);

  private final TestConsole console = new TestConsole();
  private final String viewer = console.token(Role.VIEWER);
  private final String operator = console.token(Role.OPERATOR);

  @AfterEach
  void stop() {
    console.close();
  }

  @Test
  void without_uplinks_there_is_an_empty_list() {
    assertThat(console.get("/api/v1/uplinks", viewer).body()).isEqualTo("[]");
  }

  @Test
  void an_uplink_tells_all_that_is_known_of_it() {
    console.gateway.uplinks = List.of(BEHIND, GONE);
    JsonArray uplinks = TestConsole.array(console.get("/api/v1/uplinks", viewer));
    assertThat(uplinks).hasSize(2);
    assertThat(uplinks.getJsonObject(0))
        .isEqualTo(
            new JsonObject(
                """
                {"id": "head-office", "type": "mqtt", "status": "backing-off", "flowing": false,
                 "acknowledgedTo": 900, "liveFrom": 4900,
                 "journalled": 5000, "acknowledged": 700, "pending": 4210, "filtered": 60,
                 "deadLettered": 20, "dropped": 10, "balanced": true,
                 "backlog": 4000, "oldestAge": 90, "sent": 800, "retried": 40, "catchUp": 180,
                 "lastError": "No connection to broker.example:8883.",
                 "lastErrorAt": "2026-11-24T13:59:59.000Z",
                 "paused": false, "pausedUntil": null, "down": null}
                """));
    JsonObject one = TestConsole.object(console.get("/api/v1/uplinks/head-office", viewer));
    assertThat(one).isEqualTo(uplinks.getJsonObject(0));
  }

  @Test
  void what_is_not_known_is_null() {
    console.gateway.uplinks = List.of(GONE);
    JsonObject gone = TestConsole.object(console.get("/api/v1/uplinks/old", viewer));
    assertThat(gone.getString("status")).isEqualTo("uplink-removed");
    for (String name :
        List.of("type", "oldestAge", "catchUp", "lastError", "lastErrorAt", "pausedUntil")) {
      assertThat(gone.containsKey(name)).as(name).isTrue();
      assertThat(gone.getValue(name)).as(name).isNull();
    }
  }

  @Test
  void what_came_down_is_told_with_its_last_refusal() {
    DownStatus down =
        new DownStatus(
            9,
            4,
            2,
            Map.of(Cause.NOT_LISTED, 2L, Cause.LOOP, 1L),
            "set/x: 'a/b' may not be set from there",
            SteppedClock.START - 1_000_000,
            "");
    console.gateway.uplinks = List.of(listening(down));
    JsonObject one = TestConsole.object(console.get("/api/v1/uplinks/head-office", viewer));
    assertThat(one.getJsonObject("down"))
        .isEqualTo(
            new JsonObject(
                """
                {"received": 9, "written": 4, "published": 2, "refused": 3,
                 "refusedBy": {"loop": 1, "not-listed": 2},
                 "lastRefusal": "set/x: 'a/b' may not be set from there",
                 "lastRefusalAt": "2026-11-24T13:59:59.000Z", "trouble": null}
                """));
  }

  private static UplinkStatus listening(DownStatus down) {
    return new UplinkStatus(
        "head-office",
        "mqtt",
        State.UP,
        true,
        Counts.NONE,
        0,
        0,
        0,
        0,
        0,
        Optional.empty(),
        "",
        0,
        0,
        Optional.of(down));
  }

  @Test
  void a_pause_shows_its_end_if_it_has_one() {
    console.gateway.uplinks =
        List.of(paused("short", SteppedClock.START + 60_000_000), paused("long", Long.MAX_VALUE));
    JsonObject ends = TestConsole.object(console.get("/api/v1/uplinks/short", viewer));
    assertThat(ends.getBoolean("paused")).isTrue();
    assertThat(ends.getString("pausedUntil")).isEqualTo("2026-11-24T14:01:00.000Z");
    JsonObject endless = TestConsole.object(console.get("/api/v1/uplinks/long", viewer));
    assertThat(endless.getBoolean("paused")).isTrue();
    assertThat(endless.getValue("pausedUntil")).isNull();
  }

  @Test
  void an_age_is_not_negative_after_the_clock_was_set_back() {
    console.gateway.uplinks =
        List.of(
            new UplinkStatus(
                "up",
                "mqtt",
                State.UP,
                true,
                new Counts(1, 0, 0, 0, 0, 0, 0, 0),
                1,
                0,
                0,
                0,
                SteppedClock.START + 5_000_000,
                Optional.empty(),
                "",
                0,
                0));
    assertThat(
            TestConsole.object(console.get("/api/v1/uplinks/up", viewer)).getInteger("oldestAge"))
        .isZero();
  }

  @Test
  void an_operator_pauses_for_some_minutes_or_without_end() {
    console.gateway.uplinks = List.of(BEHIND);
    assertThat(pause("{\"minutes\": 15}").statusCode()).isEqualTo(204);
    assertThat(pause("{\"minutes\": 525600}").statusCode()).isEqualTo(204);
    assertThat(pause("{}").statusCode()).isEqualTo(204);
    assertThat(pause("{\"minutes\": null}").statusCode()).isEqualTo(204);
    assertThat(post("head-office/pause").statusCode()).isEqualTo(204);
    assertThat(console.gateway.done)
        .containsExactly(
            "pause head-office PT15M",
            "pause head-office PT8760H",
            "pause head-office null",
            "pause head-office null",
            "pause head-office null");
    List<Audit.Act> acts = console.audit.newest(5);
    assertThat(acts.getLast().what()).isEqualTo("uplink-paused");
    assertThat(acts.getLast().detail()).isEqualTo("head-office, for 15 min");
    assertThat(acts.getLast().who()).startsWith("token:");
    assertThat(acts.getFirst().detail()).isEqualTo("head-office, until resumed");
  }

  @Test
  void a_wrong_pause_names_its_field() {
    console.gateway.uplinks = List.of(BEHIND);
    Map<String, String> wrong =
        Map.of(
            "{\"minutes\": 0}", "minutes",
            "{\"minutes\": 525601}", "minutes",
            "{\"minutes\": 1.5}", "minutes",
            "{\"minutes\": \"15\"}", "minutes",
            "{\"hours\": 1}", "hours");
    wrong.forEach(
        (body, field) -> {
          HttpResponse<String> answer = pause(body);
          assertThat(TestConsole.problem(answer)).as(body).isEqualTo("bad-body");
          assertThat(TestConsole.object(answer).getString("field")).as(body).isEqualTo(field);
        });
    assertThat(TestConsole.problem(pause("15"))).isEqualTo("bad-body");
    HttpResponse<String> form =
        console.send(
            "/api/v1/uplinks/head-office/pause",
            request ->
                request
                    .header("Authorization", "Bearer " + operator)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("minutes=15")));
    assertThat(TestConsole.problem(form)).isEqualTo("wrong-content-type");
    assertThat(console.gateway.done).isEmpty();
    assertThat(console.audit.newest(1)).isEmpty();
  }

  @Test
  void an_operator_resumes() {
    console.gateway.uplinks = List.of(BEHIND);
    assertThat(post("head-office/resume").statusCode()).isEqualTo(204);
    assertThat(console.gateway.done).containsExactly("resume head-office");
    assertThat(console.audit.newest(1).getFirst().what()).isEqualTo("uplink-resumed");
  }

  @Test
  void an_empty_object_counts_as_no_body_and_anything_larger_is_refused() {
    console.gateway.uplinks = List.of(BEHIND);
    String resume = "/api/v1/uplinks/head-office/resume";
    assertThat(console.body("POST", resume, operator, "{}").statusCode()).isEqualTo(204);
    HttpResponse<String> larger = console.body("POST", resume, operator, "{\"a\":1}");
    assertThat(TestConsole.problem(larger)).isEqualTo("too-large");
    assertThat(console.gateway.done).containsExactly("resume head-office");
  }

  @Test
  void a_test_says_whether_it_would_work_and_why_not() {
    console.gateway.uplinks = List.of(BEHIND);
    assertThat(post("head-office/test").body()).isEqualTo("{\"ok\":true,\"why\":null}");
    assertThat(console.audit.newest(1).getFirst().detail()).isEqualTo("head-office: it works");
    for (Delivery delivery :
        List.of(
            Delivery.Retry.of("No route."),
            new Delivery.Refused("No route."),
            new Delivery.Rejected("No route."),
            new Delivery.Poison(Map.of(0, "No route.")))) {
      console.gateway.tested = delivery;
      assertThat(post("head-office/test").body()).isEqualTo("{\"ok\":false,\"why\":\"No route.\"}");
    }
    Audit.Act act = console.audit.newest(1).getFirst();
    assertThat(act.what()).isEqualTo("uplink-tested");
    assertThat(act.detail()).isEqualTo("head-office: No route.");
  }

  @Test
  void an_uplink_that_is_not_there_is_a_problem_whatever_is_asked() {
    console.gateway.uplinks = List.of(BEHIND);
    for (String path : List.of("none", "none/dead-letters", "head-office/none")) {
      assertThat(TestConsole.problem(console.get("/api/v1/uplinks/" + path, viewer)))
          .isEqualTo("unknown-uplink");
    }
    for (String path : List.of("none/pause", "none/resume", "none/test")) {
      assertThat(TestConsole.problem(post(path))).isEqualTo("unknown-uplink");
    }
    assertThat(console.audit.newest(1)).isEmpty();
  }

  @Test
  void a_gateway_that_stops_says_so() {
    console.gateway.uplinks = List.of(BEHIND);
    console.gateway.refused = new Refused(Refused.Why.FAILED, "the gateway is stopping");
    HttpResponse<String> answer = post("head-office/test");
    assertThat(TestConsole.problem(answer)).isEqualTo("busy");
    assertThat(TestConsole.object(answer).getString("detail")).contains("stopping");
  }

  @Test
  void dead_letters_come_newest_first_and_only_as_many_as_wanted() {
    console.gateway.uplinks = List.of(BEHIND);
    console.gateway.deadLetters =
        IntStream.range(0, 150)
            .mapToObj(
                i ->
                    new DeadLetter(
                        "head-office",
                        "oven/s" + i,
                        SteppedClock.START + i,
                        "21.5",
                        "field type conflict",
                        SteppedClock.START))
            .toList();
    JsonArray letters =
        TestConsole.array(console.get("/api/v1/uplinks/head-office/dead-letters", viewer));
    assertThat(letters).hasSize(100);
    assertThat(letters.getJsonObject(1))
        .isEqualTo(
            new JsonObject()
                .put("signal", "oven/s1")
                .put("time", "2026-11-24T14:00:00.000001Z")
                .put("value", "21.5")
                .put("why", "field type conflict")
                .put("at", "2026-11-24T14:00:00.000Z"));
    assertThat(
            TestConsole.array(
                console.get("/api/v1/uplinks/head-office/dead-letters?limit=3", viewer)))
        .hasSize(3);
    HttpResponse<String> bad =
        console.get("/api/v1/uplinks/head-office/dead-letters?limit=10001", viewer);
    assertThat(TestConsole.problem(bad)).isEqualTo("bad-query");
    assertThat(TestConsole.object(bad).getString("field")).isEqualTo("limit");
  }

  @Test
  void the_ledger_holds_the_account_of_each_uplink() {
    console.gateway.uplinks = List.of(BEHIND, GONE);
    JsonArray accounts =
        TestConsole.object(console.get("/api/v1/ledger", viewer)).getJsonArray("uplinks");
    assertThat(accounts).hasSize(2);
    assertThat(accounts.getJsonObject(0))
        .isEqualTo(
            new JsonObject(
                """
                {"id": "head-office", "journalled": 5000, "acknowledged": 700, "pending": 4210,
                 "filtered": 60, "deadLettered": 20, "dropped": 10, "balanced": true}
                """));
  }

  private static UplinkStatus paused(String id, long until) {
    return new UplinkStatus(
        id,
        "mqtt",
        State.PAUSED,
        false,
        Counts.NONE,
        0,
        0,
        0,
        0,
        0,
        Optional.empty(),
        "",
        0,
        until);
  }

  private HttpResponse<String> pause(String body) {
    return console.body("POST", "/api/v1/uplinks/head-office/pause", operator, body);
  }

  private HttpResponse<String> post(String path) {
    return console.send(
        "/api/v1/uplinks/" + path,
        request ->
            request
                .header("Authorization", "Bearer " + operator)
                .POST(HttpRequest.BodyPublishers.noBody()));
  }
}
