package dev.sluice.console.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.access.Role;
import dev.sluice.model.Quality;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** History as CSV. */
class CsvIT {

  private static final SignalId SIGNAL = SignalId.parse("a/b");
  private static final String NDJSON = "/api/v1/history.ndjson?signal=a/b";
  private static final String PATH = "/api/v1/history.csv?signal=a/b";

  private final TestConsole console = new TestConsole();
  private final String viewer = console.token(Role.VIEWER);

  @AfterEach
  void stop() {
    console.close();
  }

  @Test
  void every_reading_is_a_row() {
    console.gateway.export =
        sink -> {
          sink.reading(SIGNAL, new Value.Num(21), Quality.GOOD, SteppedClock.START + 1);
          sink.reading(SIGNAL, new Value.Num(-0.25), Quality.UNCERTAIN_CLOCK, SteppedClock.START);
          sink.reading(SIGNAL, new Value.Bool(true), Quality.GOOD, SteppedClock.START);
          sink.reading(
              SignalId.parse("a,b/\"c\""),
              new Value.Text("two\nlines, \"quoted\""),
              Quality.GOOD,
              SteppedClock.START);
          sink.reading(SIGNAL, null, Quality.BAD_DEVICE, SteppedClock.START);
        };
    HttpResponse<String> answer = console.get(PATH, viewer);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/csv; charset=utf-8");
    assertThat(answer.body())
        .isEqualTo(
            """
            time,signal,value,quality
            2026-11-24T14:00:00.000001Z,a/b,21,good
            2026-11-24T14:00:00.000000Z,a/b,-0.25,uncertain
            2026-11-24T14:00:00.000000Z,a/b,true,good
            2026-11-24T14:00:00.000000Z,"a,b/""c""\","two
            lines, ""quoted""\",good
            2026-11-24T14:00:00.000000Z,a/b,,bad
            """
                .replace("\n", "\r\n")
                .replace("two\r\n", "two\n"));
  }

  @Test
  void every_reading_is_a_json_object_with_its_reason_and_all_of_a_message() {
    console.gateway.export =
        sink -> {
          sink.reading(SIGNAL, new Value.Num(21), Quality.GOOD, SteppedClock.START + 1);
          sink.reading(SIGNAL, null, Quality.BAD_DEVICE, SteppedClock.START);
          sink.reading(SIGNAL, new Value.Text("a \"b\"\n"), Quality.GOOD, SteppedClock.START);
          sink.reading(
              SIGNAL,
              new Value.Message("t/1", new byte[] {0, -1}, 1, true, null),
              Quality.GOOD,
              SteppedClock.START);
        };
    HttpResponse<String> answer = console.get(NDJSON, viewer);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
    assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
        .contains("a_b_2026-11-24.ndjson");
    assertThat(answer.body())
        .isEqualTo(
            """
            {"time":"2026-11-24T14:00:00.000001Z","signal":"a/b","value":21,"quality":"good"}
            {"time":"2026-11-24T14:00:00.000000Z","signal":"a/b","value":null,"quality":"bad","reason":"device"}
            {"time":"2026-11-24T14:00:00.000000Z","signal":"a/b","value":"a \\"b\\"\\n","quality":"good"}
            {"time":"2026-11-24T14:00:00.000000Z","signal":"a/b","message":{"topic":"t/1","payload":"AP8=","qos":1,"retain":true},"quality":"good"}
            """);
  }

  @Test
  void an_export_as_json_ends_when_its_client_goes_away() throws Exception {
    AtomicLong running = new AtomicLong();
    console.gateway.export =
        sink -> {
          running.incrementAndGet();
          try {
            while (true) {
              sink.reading(SIGNAL, new Value.Num(1), Quality.GOOD, SteppedClock.START);
            }
          } finally {
            running.decrementAndGet();
          }
        };
    HttpRequest request =
        HttpRequest.newBuilder(console.uri(NDJSON))
            .header("Authorization", "Bearer " + viewer)
            .build();
    HttpResponse<InputStream> answer =
        console.client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.body().readNBytes(200_000)).hasSize(200_000);
    assertThat(running.get()).isEqualTo(1);
    answer.body().close();
    await().untilAsserted(() -> assertThat(running.get()).isZero());
  }

  @Test
  void the_file_is_named_after_its_signal_and_its_last_day() {
    console.gateway.export = sink -> {};
    assertThat(fileName("?signal=a/b")).isEqualTo("a_b_2026-11-24.csv");
    assertThat(fileName("?signal=hall%201/%22x%22%3B%C3%BC&to=2026-11-20T00:00:00Z"))
        .isEqualTo("hall_1_x_2026-11-20.csv");
    assertThat(fileName("?signal=a/b&signal=a/c")).isEqualTo("history_2026-11-24.csv");
  }

  private String fileName(String query) {
    String header =
        console
            .get("/api/v1/history.csv" + query, viewer)
            .headers()
            .firstValue("Content-Disposition")
            .orElseThrow();
    assertThat(header).startsWith("attachment; filename=\"").endsWith("\"");
    return header.substring("attachment; filename=\"".length(), header.length() - 1);
  }

  @Test
  void millions_of_rows_pass_through() throws Exception {
    int rows = 1_000_000;
    console.gateway.export =
        sink -> {
          for (int i = 0; i < rows; i++) {
            sink.reading(SIGNAL, new Value.Num(i), Quality.GOOD, SteppedClock.START + i);
          }
        };
    HttpRequest request =
        HttpRequest.newBuilder(console.uri(PATH))
            .header("Authorization", "Bearer " + viewer)
            .build();
    HttpResponse<InputStream> answer =
        console.client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    long lines = 0;
    String last = "";
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines++;
        last = line;
      }
    }
    assertThat(lines).isEqualTo(rows + 1);
    assertThat(last).isEqualTo("2026-11-24T14:00:00.999999Z,a/b,999999,good");
  }

  @Test
  void a_client_that_does_not_read_slows_the_export_down() throws Exception {
    AtomicLong given = new AtomicLong();
    console.gateway.export =
        sink -> {
          for (long i = 0; i < 100_000_000; i++) {
            sink.reading(SIGNAL, new Value.Num(i), Quality.GOOD, SteppedClock.START + i);
            given.incrementAndGet();
          }
        };
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(16 * 1024);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), console.port));
      request(socket);
      await().until(() -> given.get() > 1000);
      // Once nothing more moves, what was given is bounded by the sockets' own buffers.
      await()
          .during(java.time.Duration.ofMillis(500))
          .until(
              given::get,
              new org.hamcrest.TypeSafeMatcher<Long>() {
                private long before = -1;

                @Override
                protected boolean matchesSafely(Long now) {
                  boolean still = now == before;
                  before = now;
                  return still;
                }

                @Override
                public void describeTo(org.hamcrest.Description description) {
                  description.appendText("a number that stands still");
                }
              });
      assertThat(given.get()).isLessThan(500_000);
    }
    // The export ends when its client goes: another four can begin at once.
    console.gateway.export = sink -> {};
    await().untilAsserted(() -> assertThat(console.get(PATH, viewer).statusCode()).isEqualTo(200));
  }

  @Test
  void an_export_that_fails_half_way_does_not_look_whole() {
    console.gateway.export =
        sink -> {
          for (int i = 0; i < 10_000; i++) {
            sink.reading(SIGNAL, new Value.Num(i), Quality.GOOD, SteppedClock.START + i);
          }
          throw new IOException("the disk is gone");
        };
    HttpRequest request =
        HttpRequest.newBuilder(console.uri(PATH))
            .header("Authorization", "Bearer " + viewer)
            .build();
    assertThatThrownBy(() -> console.client.send(request, HttpResponse.BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void only_a_few_exports_run_at_once() throws Exception {
    console.gateway.export =
        sink -> {
          while (true) {
            sink.reading(SIGNAL, new Value.Num(1), Quality.GOOD, SteppedClock.START);
          }
        };
    Socket[] sockets = new Socket[4];
    try {
      for (int i = 0; i < sockets.length; i++) {
        sockets[i] = new Socket(InetAddress.getLoopbackAddress(), console.port);
        request(sockets[i]);
      }
      await()
          .untilAsserted(
              () -> {
                HttpRequest fifth =
                    HttpRequest.newBuilder(console.uri(PATH))
                        .header("Authorization", "Bearer " + viewer)
                        .build();
                HttpResponse<InputStream> answer =
                    console.client.send(fifth, HttpResponse.BodyHandlers.ofInputStream());
                answer.body().close();
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
              });
    } finally {
      for (Socket socket : sockets) {
        if (socket != null) {
          socket.close();
        }
      }
    }
  }

  private void request(Socket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(
        ("GET "
                + PATH
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                + viewer
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }
}
