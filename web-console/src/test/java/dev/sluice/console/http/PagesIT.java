package dev.sluice.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Pages and libraries as browsers get them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesIT {

  @SuppressWarnings("NullAway.Init")
  private TestConsole console;

  @BeforeAll
  void start() {
    console = new TestConsole();
  }

  @AfterAll
  void stop() {
    console.close();
  }

  @Test
  void every_room_is_the_same_page() {
    String index = console.get("/").body();
    assertThat(index).contains("<title>Sample</title>");
    for (String room :
        new String[] {
          "/signals",
          "/signals/plant/line-1/press",
          "/login",
          "/setup",
          "/ledger",
          "/uplinks",
          "/system/health"
        }) {
      assertThat(console.get(room).body()).isEqualTo(index);
    }
    assertThat(TestConsole.problem(console.get("/nowhere"))).isEqualTo("not-found");
    assertThat(TestConsole.problem(console.get("/js/../../secret"))).isEqualTo("not-found");
  }

  @Test
  void a_browser_at_an_unknown_address_gets_the_page_that_says_so() {
    HttpResponse<String> page =
        console.send("/nowhere", request -> request.header("Accept", "text/html,*/*;q=0.8"));
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.body()).isEqualTo(console.get("/").body());
    HttpResponse<String> api =
        console.send("/api/v1/nowhere", request -> request.header("Accept", "text/html"));
    assertThat(TestConsole.problem(api)).isEqualTo("not-found");
    HttpResponse<String> metrics =
        console.send("/metrics", request -> request.header("Accept", "text/html"));
    assertThat(metrics.body()).contains("# TYPE");
  }

  @Test
  void the_policy_lets_the_import_map_run_and_nothing_else_inline() throws Exception {
    HttpResponse<String> page = console.get("/");
    Matcher map = Pattern.compile("<script type=\"importmap\">(.*?)</script>").matcher(page.body());
    assertThat(map.find()).isTrue();
    String hash =
        Base64.getEncoder()
            .encodeToString(
                MessageDigest.getInstance("SHA-256")
                    .digest(map.group(1).getBytes(StandardCharsets.UTF_8)));
    String policy = header(page, "Content-Security-Policy");
    assertThat(policy).contains("script-src 'self' 'sha256-" + hash + "';");
    assertThat(policy)
        .contains(
            "default-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'")
        .doesNotContain("unsafe");
    assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(page, "Referrer-Policy")).isEqualTo("same-origin");
    assertThat(header(page, "Permissions-Policy")).contains("camera=()");
    assertThat(page.headers().firstValue("Strict-Transport-Security")).isEmpty();
  }

  @Test
  void the_api_is_never_cached_and_carries_the_headers_too() {
    HttpResponse<String> answer = console.get("/api/v1/health");
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    HttpResponse<String> refused = console.get("/api/v1/signals");
    assertThat(header(refused, "Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void libraries_named_in_the_page_are_kept_for_a_year_and_all_others_asked_for() {
    Matcher css =
        Pattern.compile("href=\"(/lib/\\w{16}/[^\"]+)\"").matcher(console.get("/").body());
    assertThat(css.find()).isTrue();
    HttpResponse<String> kept = console.get(css.group(1));
    assertThat(kept.statusCode()).isEqualTo(200);
    assertThat(header(kept, "Content-Type")).startsWith("text/css");
    assertThat(header(kept, "Cache-Control")).contains("immutable").contains("max-age=31536000");
    for (String name :
        new String[] {
          "lit/index.js",
          "lit/directives/repeat.js",
          "lit-html/lit-html.js",
          "lit-html/is-server.js",
          "lit-html/directive.js",
          "lit-html/directives/repeat.js",
          "lit-element/lit-element.js",
          "@lit/reactive-element/reactive-element.js",
          "@lit/reactive-element/css-tag.js",
          "uplot/uPlot.iife.min.js",
          "uplot/uPlot.min.css"
        }) {
      HttpResponse<String> asked = console.get("/lib/" + name);
      assertThat(asked.statusCode()).as(name).isEqualTo(200);
      assertThat(header(asked, "Cache-Control")).isEqualTo("no-cache");
    }
    assertThat(console.get("/lib/uplot/uPlot.cjs.js").statusCode()).isEqualTo(404);
  }

  @Test
  void files_are_packed_and_known_by_their_tag() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(console.uri("/js/app.js"))
            .header("Accept-Encoding", "br, gzip")
            .build();
    HttpResponse<byte[]> packed =
        console.client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
    HttpResponse<String> plain = console.get("/js/app.js");
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(plain.body());
    }
    assertThat(packed.body().length).isLessThan(plain.body().length() / 4);
    assertThat(header(plain, "Cache-Control")).isEqualTo("no-cache");
    assertThat(header(plain, "Content-Type")).isEqualTo("text/javascript; charset=utf-8");
    String tag = header(plain, "ETag");
    assertThat(packed.headers().firstValue("ETag").orElseThrow()).isNotEqualTo(tag);
    HttpResponse<String> known =
        console.send("/js/app.js", again -> again.header("If-None-Match", tag));
    assertThat(known.statusCode()).isEqualTo(304);
    HttpResponse<String> head =
        console.send("/js/app.js", r -> r.method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(header(head, "Content-Length")).isEqualTo(Integer.toString(plain.body().length()));
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElseThrow();
  }
}
