package dev.sluice.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.Role;
import dev.sluice.model.Kind;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Every route against every role, made from the table itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutesIT {

  private static final Set<Integer> REFUSED = Set.of(401, 403);

  @SuppressWarnings("NullAway.Init")
  private TestConsole console;

  @BeforeAll
  void start() {
    console = new TestConsole(false);
    console.account("anna", Role.ADMIN);
  }

  @BeforeEach
  void bringBackTheSignal() {
    if (console.gateway.signals().size() == 0) {
      console.gateway.signal("press/force", Kind.NUMBER, "kN");
    }
  }

  @AfterAll
  void stop() {
    console.close();
  }

  private List<Route> table() {
    return console.table();
  }

  @TestFactory
  Stream<DynamicTest> every_route_refuses_those_below_its_role() {
    return table().stream()
        .filter(route -> route.need() != Need.NOBODY)
        .flatMap(
            route ->
                Stream.of(Role.values())
                    .filter(role -> !role.covers(route.need().role()))
                    .map(
                        role ->
                            DynamicTest.dynamicTest(
                                route.method() + " " + route.path() + " as " + role.word(),
                                () -> {
                                  HttpResponse<String> answer = ask(route, console.token(role));
                                  assertThat(answer.statusCode()).isEqualTo(403);
                                  assertThat(TestConsole.problem(answer)).isEqualTo("role-too-low");
                                })));
  }

  @TestFactory
  Stream<DynamicTest> every_route_lets_those_in_who_have_its_role() {
    return table().stream()
        .filter(route -> route.need() != Need.NOBODY && !route.path().endsWith("/events"))
        .flatMap(
            route ->
                Stream.of(Role.values())
                    .filter(role -> role.covers(route.need().role()))
                    .map(
                        role ->
                            DynamicTest.dynamicTest(
                                route.method() + " " + route.path() + " as " + role.word(),
                                () ->
                                    assertThat(ask(route, console.token(role)).statusCode())
                                        .isNotIn(REFUSED))));
  }

  @TestFactory
  Stream<DynamicTest> every_route_but_the_open_ones_refuses_strangers() {
    return table().stream()
        .map(
            route ->
                DynamicTest.dynamicTest(
                    route.method() + " " + route.path(),
                    () -> {
                      HttpResponse<String> stranger = ask(route, "");
                      HttpResponse<String> forger = ask(route, "sluice_made_up");
                      if (route.need() == Need.NOBODY) {
                        assertThat(stranger.statusCode()).isNotIn(REFUSED);
                      } else {
                        assertThat(stranger.statusCode()).isEqualTo(401);
                        assertThat(forger.statusCode()).isEqualTo(401);
                        assertThat(forger.headers().firstValue("WWW-Authenticate")).isPresent();
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> every_unsafe_route_refuses_a_session_without_its_anti_forgery_token() {
    return table().stream()
        .filter(route -> !route.method().equals(HttpMethod.GET) && route.need() != Need.NOBODY)
        .map(
            route ->
                DynamicTest.dynamicTest(
                    route.method() + " " + route.path(),
                    () -> {
                      TestConsole.Browser browser = console.logIn("anna");
                      assertThat(browse(route, browser, "", console.origin()).statusCode())
                          .isEqualTo(403);
                      assertThat(browse(route, browser, "wrong", console.origin()).statusCode())
                          .isEqualTo(403);
                      HttpResponse<String> foreign =
                          browse(route, browser, browser.csrf(), "http://evil.example");
                      assertThat(TestConsole.problem(foreign)).isEqualTo("foreign-origin");
                      assertThat(
                              browse(route, browser, browser.csrf(), console.origin()).statusCode())
                          .isNotIn(REFUSED);
                    }));
  }

  @Test
  void the_open_api_document_lists_every_route_once() {
    JsonObject document = TestConsole.object(console.get("/api/v1/openapi.json"));
    assertThat(document.getString("openapi")).isEqualTo("3.1.0");
    JsonObject schemas = document.getJsonObject("components").getJsonObject("schemas");
    Set<String> ids = new HashSet<>();
    for (Route route : table()) {
      JsonObject operation =
          document
              .getJsonObject("paths")
              .getJsonObject(route.path())
              .getJsonObject(route.method().name().toLowerCase(java.util.Locale.ROOT));
      assertThat(operation.getString("summary")).isEqualTo(route.summary());
      assertThat(ids.add(operation.getString("operationId"))).isTrue();
      assertThat(operation.getJsonObject("responses").containsKey("default")).isTrue();
    }
    java.util.regex.Matcher references =
        java.util.regex.Pattern.compile("#/components/schemas/(\\w+)").matcher(document.encode());
    while (references.find()) {
      assertThat(schemas.containsKey(references.group(1))).as(references.group(1)).isTrue();
    }
    int operations =
        document.getJsonObject("paths").stream()
            .mapToInt(path -> ((JsonObject) path.getValue()).size())
            .sum();
    assertThat(operations).isEqualTo(table().size());
  }

  @Test
  void an_unknown_address_is_a_problem_and_so_is_a_wrong_method() {
    HttpResponse<String> nowhere = console.get("/api/v1/nothing");
    assertThat(TestConsole.problem(nowhere)).isEqualTo("not-found");
    HttpResponse<String> wrong =
        console.body("PATCH", "/api/v1/signals", console.token(Role.ADMIN), "{}");
    assertThat(TestConsole.problem(wrong)).isEqualTo("method-not-allowed");
    assertThat(wrong.headers().firstValue("Allow")).hasValue("GET");
    HttpResponse<String> post = console.post("/signals", "{}");
    assertThat(TestConsole.problem(post)).isEqualTo("not-found");
  }

  @Test
  void a_body_of_another_type_or_size_is_refused() {
    String admin = console.token(Role.ADMIN);
    HttpResponse<String> form =
        console.send(
            "/api/v1/session",
            request ->
                request
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("name=a")));
    assertThat(TestConsole.problem(form)).isEqualTo("wrong-content-type");
    HttpResponse<String> large =
        console.body(
            "PUT",
            "/api/v1/signals/press/force/value",
            admin,
            "{\"value\": \"" + "x".repeat(70_000) + "\"}");
    assertThat(TestConsole.problem(large)).isEqualTo("too-large");
    HttpResponse<String> deep =
        console.body(
            "PUT",
            "/api/v1/signals/press/force/value",
            admin,
            "{\"value\": " + "[".repeat(10_000) + "}");
    assertThat(TestConsole.problem(deep)).isEqualTo("bad-body");
  }

  @Test
  void every_problem_type_has_a_page() {
    for (dev.sluice.console.answer.ProblemType type :
        dev.sluice.console.answer.ProblemType.values()) {
      HttpResponse<String> page = console.get(type.uri());
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains(type.title());
    }
    assertThat(TestConsole.problem(console.get("/problems/none"))).isEqualTo("not-found");
  }

  private HttpResponse<String> ask(Route route, String token) {
    return console.send(
        path(route),
        request -> {
          shape(request, route);
          return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
        });
  }

  private HttpResponse<String> browse(
      Route route, TestConsole.Browser browser, String csrf, String origin) {
    return console.send(
        path(route),
        request -> {
          shape(request, route).header("Cookie", browser.cookie()).header("Origin", origin);
          return csrf.isEmpty() ? request : request.header("X-CSRF-Token", csrf);
        });
  }

  private static HttpRequest.Builder shape(HttpRequest.Builder request, Route route) {
    boolean body = route.takes() != null || route.streamed();
    return request
        .method(
            route.method().name(),
            body
                ? HttpRequest.BodyPublishers.ofString(route.streamed() ? "a/b=1" : "{}")
                : HttpRequest.BodyPublishers.noBody())
        .header("Content-Type", "application/json");
  }

  private static String path(Route route) {
    return route.path().replace("{id}", "press/force");
  }
}
