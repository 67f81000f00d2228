package dev.sluice.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.Role;
import dev.sluice.model.Quality;
import dev.sluice.model.Sample;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Intake;
import dev.sluice.pipeline.Outcome;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Line protocol in. */
class WriteIT {

  private final TestConsole console = new TestConsole();
  private final String operator = console.token(Role.OPERATOR);

  @AfterEach
  void stop() {
    console.close();
  }

  @Test
  void good_lines_are_acknowledged_once_they_are_stored() {
    assertThat(write("a b=1\na c=2\n").statusCode()).isEqualTo(204);
    Arrival arrival = console.gateway.arrivals.getFirst();
    assertThat(arrival.samples()).hasSize(2);
    assertThat(arrival.care()).isEqualTo(Arrival.Care.ACKNOWLEDGED);
    assertThat(arrival.source()).isEqualTo("http:t1");
  }

  @Test
  void csv_and_json_as_an_export_writes_them_are_taken_too() {
    HttpResponse<String> csv =
        write("text/csv", "time,signal,value,quality\r\n1000,a/b,1,uncertain\r\nx,a/b,2\r\n");
    assertThat(TestConsole.problem(csv)).isEqualTo("bad-lines");
    JsonObject bad = TestConsole.object(csv).getJsonArray("lines").getJsonObject(0);
    assertThat(bad.getInteger("number")).isEqualTo(3);
    HttpResponse<String> json =
        write(
            "application/x-ndjson",
            "{\"time\":1000,\"signal\":\"a/b\",\"value\":\"2\",\"quality\":\"bad\",\"reason\":\"device\"}");
    assertThat(json.statusCode()).isEqualTo(204);
    assertThat(console.gateway.arrivals)
        .extracting(arrival -> arrival.samples().getFirst())
        .containsExactly(
            new Sample(
                new SignalId("a", "b"),
                new Value.Num(1),
                Quality.UNCERTAIN_SOURCE,
                1_000_000,
                null),
            new Sample(
                new SignalId("a", "b"), new Value.Text("2"), Quality.BAD_DEVICE, 1_000_000, null));
  }

  private HttpResponse<String> write(String contentType, String body) {
    return console.send(
        "/api/v1/write",
        request ->
            request
                .header("Authorization", "Bearer " + operator)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  @Test
  void a_large_body_goes_in_as_many_arrivals_as_it_needs() {
    String lines =
        IntStream.range(0, 10_500).mapToObj(i -> "d s=" + i).collect(Collectors.joining("\n"));
    assertThat(write(lines).statusCode()).isEqualTo(204);
    assertThat(console.gateway.arrivals).hasSize(11);
    assertThat(console.gateway.arrivals.stream().mapToInt(a -> a.samples().size()).sum())
        .isEqualTo(10_500);
  }

  @Test
  void a_line_is_never_split_over_two_records() {
    String words = "\"" + "x".repeat(3000) + "\"";
    String wide =
        IntStream.range(0, 20)
            .mapToObj(i -> "f" + i + "=" + words)
            .collect(Collectors.joining(","));
    String lines =
        IntStream.range(0, 10).mapToObj(i -> "d " + wide).collect(Collectors.joining("\n"))
            + "\nd "
            + IntStream.range(0, 990)
                .mapToObj(i -> "n" + i + "=1")
                .collect(Collectors.joining(","));
    assertThat(write(lines).statusCode()).isEqualTo(204);
    assertThat(console.gateway.arrivals.stream().map(a -> a.samples().size()))
        .containsExactly(40, 40, 40, 40, 40, 990);
  }

  @Test
  void bad_lines_are_named_and_good_ones_stored() {
    HttpResponse<String> answer = write("a b=1\nnonsense\na c=2\n");
    assertThat(TestConsole.problem(answer)).isEqualTo("bad-lines");
    JsonObject bad = TestConsole.object(answer).getJsonArray("lines").getJsonObject(0);
    assertThat(bad.getInteger("number")).isEqualTo(2);
    assertThat(bad.getInteger("column")).isEqualTo(9);
    assertThat(bad.getString("line")).isEqualTo("nonsense");
    assertThat(bad.getString("reason")).isNotBlank().doesNotContain("line 2");
    assertThat(console.gateway.arrivals.getFirst().samples()).hasSize(2);
  }

  @Test
  void a_resend_that_was_recognised_counts_as_stored() {
    console.gateway.outcome = Outcome.DUPLICATE;
    assertThat(write("a b=1").statusCode()).isEqualTo(204);
  }

  @Test
  void what_is_not_on_flash_is_never_acknowledged() {
    console.gateway.outcome = Outcome.FAILED;
    assertThat(TestConsole.problem(write("a b=1"))).isEqualTo("outcome-unknown");
    console.gateway.verdict = Intake.Verdict.FULL;
    HttpResponse<String> full = write("a b=1");
    assertThat(full.statusCode()).isEqualTo(503);
    assertThat(full.headers().firstValue("Retry-After")).hasValue("1");
    console.gateway.verdict = Intake.Verdict.DISK;
    HttpResponse<String> disk = write("a b=1\nnonsense");
    assertThat(disk.statusCode()).isEqualTo(507);
    assertThat(TestConsole.problem(disk)).isEqualTo("disk-full");
  }

  @Test
  void gzip_is_unpacked_but_a_bomb_is_not() throws IOException {
    assertThat(packed(gzip("a b=1\na c=2")).statusCode()).isEqualTo(204);
    assertThat(console.gateway.arrivals.getFirst().samples()).hasSize(2);
    HttpResponse<String> bomb = packed(gzip("a".repeat(100_000_000)));
    assertThat(TestConsole.problem(bomb)).isEqualTo("too-large");
    HttpResponse<String> lie = packed("a b=1".getBytes(StandardCharsets.UTF_8));
    assertThat(TestConsole.problem(lie)).isEqualTo("bad-body");
  }

  @Test
  void a_body_beyond_the_cap_is_refused() {
    HttpResponse<String> answer = write("a".repeat(17 * 1024 * 1024));
    assertThat(TestConsole.problem(answer)).isEqualTo("too-large");
  }

  @Test
  void an_unknown_precision_or_packing_is_refused() {
    HttpResponse<String> precision =
        send("?precision=h", "a b=1".getBytes(StandardCharsets.UTF_8), "");
    assertThat(TestConsole.object(precision).getString("field")).isEqualTo("precision");
    HttpResponse<String> packing = send("", new byte[] {1}, "br");
    assertThat(packing.statusCode()).isEqualTo(415);
  }

  private HttpResponse<String> write(String lines) {
    return send("?precision=ms", lines.getBytes(StandardCharsets.UTF_8), "");
  }

  private HttpResponse<String> packed(byte[] body) {
    return send("", body, "gzip");
  }

  private HttpResponse<String> send(String query, byte[] body, String encoding) {
    return console.send(
        "/api/v1/write" + query,
        request -> {
          request
              .header("Authorization", "Bearer " + operator)
              .POST(HttpRequest.BodyPublishers.ofByteArray(body));
          return encoding.isEmpty() ? request : request.header("Content-Encoding", encoding);
        });
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return packed.toByteArray();
  }
}
