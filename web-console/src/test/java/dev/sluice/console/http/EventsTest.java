package dev.sluice.console.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.access.Role;
import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.Reading;
import dev.sluice.model.Signal;
import dev.sluice.model.Value;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Live values as server-sent events. */
class EventsTest {

  private final TestConsole console = new TestConsole();
  private final String token = console.token(Role.VIEWER);

  @AfterEach
  void stop() {
    console.close();
  }

  /** Listens until the server ends it. */
  private final class Listening {
    final List<String> lines = new CopyOnWriteArrayList<>();
    final CompletableFuture<HttpResponse<Stream<String>>> answer;
    volatile boolean ended;

    Listening(String query) {
      HttpRequest request =
          HttpRequest.newBuilder(console.uri("/api/v1/events" + query))
              .header("Authorization", "Bearer " + token)
              .build();
      answer = console.client.sendAsync(request, HttpResponse.BodyHandlers.ofLines());
      var _ =
          answer.thenAcceptAsync(
              response -> {
                try {
                  response.body().forEach(lines::add);
                } catch (java.io.UncheckedIOException e) {
                  // cut off, as at the end of a test
                } finally {
                  ended = true;
                }
              });
    }

    void await(String line) {
      org.awaitility.Awaitility.await().until(() -> lines.contains(line));
    }
  }

  @Test
  void it_begins_with_the_last_values_and_goes_on_with_changes() {
    Signal force = console.gateway.signal("press/force", Kind.NUMBER, null);
    console.gateway.reading(force, 1);
    Listening listening = new Listening("");
    listening.await(
        "data: {\"id\":\"press/force\",\"value\":1,\"quality\":\"good\","
            + "\"time\":\"2026-11-24T14:00:00.000Z\"}");
    assertThat(listening.lines).contains("event: reading");
    console.gateway.reading(force, null, Quality.BAD_DEVICE);
    listening.await(
        "data: {\"id\":\"press/force\",\"value\":null,\"quality\":\"bad\","
            + "\"time\":\"2026-11-24T14:00:00.000Z\"}");
    assertThat(listening.answer.join().headers().firstValue("Content-Type"))
        .hasValue("text/event-stream");
  }

  @Test
  void it_tells_only_what_was_asked_for() {
    Signal force = console.gateway.signal("press/force", Kind.NUMBER, null);
    Signal heat = console.gateway.signal("oven/heat", Kind.NUMBER, null);
    Listening listening = new Listening("?signal=oven/heat&signal=not/yet");
    await().until(() -> listening.lines.contains(": live readings"));
    console.gateway.reading(force, 1);
    console.gateway.reading(heat, 2);
    Signal late = console.gateway.signal("not/yet", Kind.NUMBER, null);
    console.gateway.reading(late, 3);
    await().until(() -> listening.lines.stream().anyMatch(line -> line.contains("not/yet")));
    await().until(() -> listening.lines.stream().anyMatch(line -> line.contains("oven/heat")));
    assertThat(listening.lines).noneMatch(line -> line.contains("press/force"));
  }

  @Test
  void readings_that_are_not_stored_are_told_as_well() {
    Signal force = console.gateway.signal("press/force", Kind.NUMBER, null);
    console.gateway.reading(force, 1);
    Listening listening = new Listening("");
    await().until(() -> listening.lines.contains(": live readings"));
    // While the disk is full all of them have the seq that will be given next.
    for (int value = 2; value <= 3; value++) {
      String told = "\"value\":" + value;
      long time = console.gateway.clock().micros() + 1_000L * value;
      console
          .gateway
          .live()
          .put(
              new Reading(force.index(), new Value.Num(value), Quality.GOOD, time, time, 77),
              "client");
      await().until(() -> listening.lines.stream().anyMatch(line -> line.contains(told)));
    }
  }

  @Test
  void it_ends_when_the_token_does() {
    Listening listening = new Listening("");
    await().until(() -> listening.lines.contains(": live readings"));
    console.tokens.revoke("t1");
    await().atMost(Duration.ofSeconds(5)).until(() -> listening.ended);
  }

  @Test
  void a_wrong_signal_is_refused() {
    HttpResponse<String> answer = console.get("/api/v1/events?signal=x", token);
    assertThat(TestConsole.problem(answer)).isEqualTo("bad-query");
  }
}
