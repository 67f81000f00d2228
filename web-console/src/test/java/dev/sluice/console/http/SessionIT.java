package dev.sluice.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.Role;
import dev.sluice.state.Accounts.Account;
import dev.sluice.state.Audit;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Claiming, logging in and out. */
class SessionIT {

  private static final String SESSION = "/api/v1/session";

  private final TestConsole console = new TestConsole();

  @AfterEach
  void stop() {
    console.close();
  }

  @Test
  void an_unclaimed_gateway_says_so_and_is_claimed_with_its_code_once() {
    JsonObject before = TestConsole.object(console.get(SESSION));
    assertThat(before.getBoolean("claimed")).isFalse();
    assertThat(before.containsKey("user")).isFalse();
    assertThat(before.getString("boot")).as("to tell a restart").isEqualTo("boot-1");
    assertThat(before.containsKey("mqttPort")).as("told to strangers").isFalse();

    HttpResponse<String> claimed = claim("TEST-0001", "anna", TestConsole.PASSWORD);
    assertThat(claimed.statusCode()).isEqualTo(201);
    JsonObject owner = TestConsole.object(claimed);
    assertThat(owner.getBoolean("claimed")).isTrue();
    assertThat(owner.getString("user")).isEqualTo("anna");
    assertThat(owner.getString("role")).isEqualTo("admin");
    assertThat(owner.getInteger("mqttPort")).isEqualTo(1884);
    assertThat(owner.getString("program")).isEqualTo("/opt/sluice/bin/sluice");
    assertThat(owner.getString("data")).isEqualTo("/srv/sluice data");
    assertThat(who(TestConsole.cookie(claimed)).getString("user")).isEqualTo("anna");

    HttpResponse<String> again = claim("TEST-0001", "eve", TestConsole.PASSWORD);
    assertThat(TestConsole.problem(again)).isEqualTo("already-claimed");
    assertThat(acts()).containsExactly("claim");
  }

  @Test
  void only_administrators_are_told_places_on_this_machine() {
    console.account("anna", Role.OPERATOR);
    JsonObject session = who(TestConsole.cookie(logIn("anna", TestConsole.PASSWORD)));
    assertThat(session.getInteger("mqttPort")).isEqualTo(1884);
    assertThat(session.fieldNames()).doesNotContain("program", "data");
  }

  @Test
  void a_wrong_code_or_a_weak_password_claims_nothing() {
    assertThat(TestConsole.problem(claim("TEST-9999", "anna", TestConsole.PASSWORD)))
        .isEqualTo("wrong-code");
    HttpResponse<String> weak = claim("TEST-0001", "anna", "short");
    assertThat(TestConsole.problem(weak)).isEqualTo("weak-password");
    assertThat(TestConsole.object(weak).getString("field")).isEqualTo("password");
    HttpResponse<String> name = claim("TEST-0001", "an na", TestConsole.PASSWORD);
    assertThat(TestConsole.object(name).getString("field")).isEqualTo("name");
    assertThat(console.accounts.claimed()).isFalse();
  }

  @Test
  void the_code_may_be_typed_as_people_type() {
    assertThat(claim(" test 0001 ", "anna", TestConsole.PASSWORD).statusCode()).isEqualTo(201);
  }

  @Test
  void guessing_the_code_has_to_wait() {
    for (int i = 0; i < 5; i++) {
      claim("TEST-9999", "anna", TestConsole.PASSWORD);
    }
    HttpResponse<String> sixth = claim("TEST-0001", "anna", TestConsole.PASSWORD);
    assertThat(TestConsole.problem(sixth)).isEqualTo("too-many-tries");
    assertThat(sixth.headers().firstValue("Retry-After")).hasValue("1");
    console.clock.advance(Duration.ofSeconds(1));
    assertThat(claim("TEST-0001", "anna", TestConsole.PASSWORD).statusCode()).isEqualTo(201);
  }

  @Test
  void the_cookie_is_for_the_browser_alone() {
    console.account("anna", Role.VIEWER);
    HttpResponse<String> answer = logIn("anna", TestConsole.PASSWORD);
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie)
        .startsWith("sluice=")
        .containsIgnoringCase("HttpOnly")
        .contains("SameSite=Strict");
    assertThat(cookie).contains("Path=/").doesNotContain("Domain");
    assertThat(TestConsole.cookie(answer)).hasSizeGreaterThanOrEqualTo("sluice=".length() + 43);
  }

  @Test
  void the_session_id_changes_at_every_log_in_and_the_old_one_is_over() {
    console.account("anna", Role.VIEWER);
    String first = TestConsole.cookie(logIn("anna", TestConsole.PASSWORD));
    HttpResponse<String> second =
        console.send(
            SESSION,
            request ->
                request
                    .header("Content-Type", "application/json")
                    .header("Cookie", first)
                    .header("X-CSRF-Token", who(first).getString("csrf"))
                    .POST(HttpRequest.BodyPublishers.ofString(credentials("anna"))));
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(TestConsole.cookie(second)).isNotEqualTo(first);
    assertThat(who(first).containsKey("user")).isFalse();
    assertThat(who(TestConsole.cookie(second)).getString("user")).isEqualTo("anna");
  }

  @Test
  void a_wrong_name_and_a_wrong_password_get_the_same_answer_and_the_same_work() {
    console.account("anna", Role.VIEWER);
    HttpResponse<String> password = logIn("anna", "wrong wrong wrong");
    HttpResponse<String> name = logIn("nobody", "wrong wrong wrong");
    assertThat(TestConsole.problem(password)).isEqualTo("wrong-password");
    assertThat(name.body()).isEqualTo(password.body());
    assertThat(console.passwords.nobody).hasValue(1);
    assertThat(acts()).containsExactly("log-in-failed", "log-in-failed");
    assertThat(console.audit.newest(10))
        .noneMatch(act -> (act.who() + act.detail()).contains("nobody"));
  }

  @Test
  void guessing_a_password_has_to_wait() {
    console.account("anna", Role.VIEWER);
    for (int i = 0; i < 5; i++) {
      logIn("anna", "wrong wrong wrong");
    }
    HttpResponse<String> sixth = logIn("anna", TestConsole.PASSWORD);
    assertThat(sixth.statusCode()).isEqualTo(429);
    assertThat(sixth.headers().firstValue("Retry-After")).hasValue("1");
  }

  @Test
  void a_session_ends_by_log_out_at_the_server() {
    console.account("anna", Role.VIEWER);
    TestConsole.Browser browser = console.logIn("anna");
    HttpResponse<String> out =
        console.send(
            SESSION,
            request ->
                request
                    .DELETE()
                    .header("Cookie", browser.cookie())
                    .header("X-CSRF-Token", browser.csrf()));
    assertThat(out.statusCode()).isEqualTo(204);
    assertThat(out.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
    assertThat(signals(browser.cookie())).isEqualTo(401);
    assertThat(acts()).containsExactly("log-out", "log-in");
  }

  @Test
  void a_session_ends_when_idle_for_too_long_and_in_any_case_after_its_time() {
    console.account("anna", Role.VIEWER);
    String idle = console.logIn("anna").cookie();
    console.clock.advance(Duration.ofMinutes(29));
    assertThat(signals(idle)).isEqualTo(200);
    console.clock.advance(Duration.ofMinutes(29));
    assertThat(signals(idle)).isEqualTo(200);
    console.clock.advance(Duration.ofMinutes(30));
    assertThat(signals(idle)).isEqualTo(401);

    String busy = console.logIn("anna").cookie();
    for (int minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
      console.clock.advance(Duration.ofMinutes(20));
      assertThat(signals(busy)).isEqualTo(200);
    }
    console.clock.advance(Duration.ofMinutes(20));
    assertThat(signals(busy)).isEqualTo(401);
  }

  @Test
  void a_session_follows_its_account() {
    console.account("anna", Role.VIEWER);
    String cookie = console.logIn("anna").cookie();
    console.accounts.replace(
        new Account("anna", Role.OPERATOR, console.passwords.hash(TestConsole.PASSWORD)));
    org.awaitility.Awaitility.await()
        .untilAsserted(() -> assertThat(who(cookie).getString("role")).isEqualTo("operator"));
    console.accounts.replace(
        new Account("anna", Role.OPERATOR, console.passwords.hash("another password")));
    org.awaitility.Awaitility.await()
        .untilAsserted(() -> assertThat(signals(cookie)).isEqualTo(401));
  }

  @Test
  void a_token_ends_at_its_time_and_when_revoked() {
    String text = console.tokens.create("t", Role.VIEWER, 0, SteppedClock.START + 60_000_000);
    assertThat(console.get("/api/v1/signals", text).statusCode()).isEqualTo(200);
    console.clock.advance(Duration.ofMinutes(1));
    assertThat(console.get("/api/v1/signals", text).statusCode()).isEqualTo(401);
  }

  @Test
  void a_log_in_from_another_site_is_refused() {
    console.account("anna", Role.VIEWER);
    HttpResponse<String> answer =
        console.send(
            SESSION,
            request ->
                request
                    .header("Content-Type", "application/json")
                    .header("Origin", "http://127.0.0.1:1")
                    .POST(HttpRequest.BodyPublishers.ofString(credentials("anna"))));
    assertThat(TestConsole.problem(answer)).isEqualTo("foreign-origin");
  }

  private HttpResponse<String> claim(String code, String name, String password) {
    return console.post(
        "/api/v1/setup",
        new JsonObject().put("code", code).put("name", name).put("password", password).encode());
  }

  private HttpResponse<String> logIn(String name, String password) {
    return console.post(
        SESSION, new JsonObject().put("name", name).put("password", password).encode());
  }

  private static String credentials(String name) {
    return new JsonObject().put("name", name).put("password", TestConsole.PASSWORD).encode();
  }

  private JsonObject who(String cookie) {
    return TestConsole.object(console.send(SESSION, request -> request.header("Cookie", cookie)));
  }

  private int signals(String cookie) {
    return console
        .send("/api/v1/signals", request -> request.header("Cookie", cookie))
        .statusCode();
  }

  private List<String> acts() {
    return console.audit.newest(10).stream().map(Audit.Act::what).toList();
  }
}
