package dev.sluice.console.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.access.Role;
import dev.sluice.gateway.GatewayView.DeviceStatus;
import dev.sluice.model.Kind;
import dev.sluice.model.Quality;
import dev.sluice.model.Signal;
import dev.sluice.model.Value;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The live stream over a WebSocket. */
class LiveIT {

  private final TestConsole console = new TestConsole();
  private final FakeGateway gateway = console.gateway;
  private final String token = console.token(Role.VIEWER);
  private final List<LiveViewer> viewers = new ArrayList<>();

  @AfterEach
  void stop() {
    viewers.forEach(LiveViewer::hangUp);
    console.close();
  }

  private LiveViewer open() {
    LiveViewer viewer = LiveViewer.open(console, token);
    viewers.add(viewer);
    return viewer;
  }

  @Test
  void it_begins_with_hello_and_goes_on_with_a_snapshot_and_changes() {
    Signal force = gateway.signal("press/force", Kind.NUMBER, "kN");
    gateway.reading(force, 12.5);
    console.clock.advance(Duration.ofMillis(700));
    LiveViewer viewer = open();
    JsonObject hello = viewer.await("hello");
    assertThat(hello.getInteger("proto")).isEqualTo(1);
    assertThat(hello.getString("boot")).isEqualTo("boot-1");
    assertThat(hello.getLong("now")).isEqualTo(SteppedClock.START / 1000 + 700);
    assertThat(hello.getInteger("hz")).isEqualTo(10);

    viewer.subscribe("signals");
    JsonObject snap = viewer.await("snap");
    assertThat(snap.getString("ch")).isEqualTo("signals");
    assertThat(snap.getJsonArray("dict").encode())
        .isEqualTo("[[0,\"press/force\",\"kN\",1,30000]]");
    assertThat(snap.getJsonArray("v").encode()).isEqualTo("[[0,12.5,\"good\",700]]");

    gateway.reading(force, 13);
    JsonObject update = viewer.await("u");
    assertThat(update.getString("ch")).isEqualTo("signals");
    assertThat(update.getInteger("s")).isEqualTo(1);
    assertThat(update.getLong("t")).isEqualTo(SteppedClock.START / 1000 + 700);
    assertThat(update.getJsonArray("v").encode()).isEqualTo("[[0,13]]");
    assertThat(update.containsKey("q")).isFalse();
  }

  @Test
  void quality_is_told_only_when_it_changes() {
    Signal force = gateway.signal("press/force", Kind.NUMBER, null);
    gateway.reading(force, 1);
    LiveViewer viewer = open();
    viewer.subscribe("signal:press/force");
    viewer.await("snap");
    gateway.reading(force, null, Quality.BAD_DEVICE);
    JsonObject bad = viewer.await("u", frame -> frame.getInteger("s") == 1);
    assertThat(bad.getJsonArray("v").encode()).isEqualTo("[[0,null]]");
    assertThat(bad.getJsonArray("q").encode()).isEqualTo("[[0,\"bad\",\"device\"]]");
    gateway.reading(force, null, Quality.BAD_DEVICE);
    JsonObject still = viewer.await("u", frame -> frame.getInteger("s") == 2);
    assertThat(still.containsKey("q")).isFalse();
    gateway.reading(force, 2);
    JsonObject good = viewer.await("u", frame -> frame.getInteger("s") == 3);
    assertThat(good.getJsonArray("q").encode()).isEqualTo("[[0,\"good\"]]");
  }

  @Test
  void texts_and_truth_values_keep_their_type() {
    Signal text = gateway.signal("press/state", Kind.TEXT, null);
    Signal bool = gateway.signal("press/on", Kind.BOOL, null);
    gateway.reading(text, new Value.Text("\"run\"\n\u2028é"), Quality.GOOD);
    gateway.reading(bool, new Value.Bool(true), Quality.GOOD);
    LiveViewer viewer = open();
    viewer.subscribe("device:press");
    JsonArray values = viewer.await("snap").getJsonArray("v");
    assertThat(values.getJsonArray(0).getValue(1)).isEqualTo(true);
    assertThat(values.getJsonArray(1).getValue(1)).isEqualTo("\"run\"\n\u2028é");
  }

  @Test
  void many_readings_between_two_ticks_are_one_change() {
    Signal force = gateway.signal("press/force", Kind.NUMBER, null);
    LiveViewer viewer = open();
    viewer.subscribe("signals");
    viewer.await("snap");
    for (int i = 1; i <= 10_000; i++) {
      gateway.reading(force, i);
    }
    viewer.await("u", frame -> frame.getJsonArray("v").encode().equals("[[0,10000]]"));
    assertThat(viewer.frames.stream().filter(f -> f.getString("type").equals("u")).count())
        .isLessThan(100);
  }

  @Test
  void a_signal_that_appears_is_told_by_a_new_snapshot() {
    LiveViewer viewer = open();
    viewer.subscribe("signal:oven/temperature", "signals?q=oven");
    viewer.await("snap", frame -> frame.getJsonArray("dict").isEmpty());
    Signal temperature = gateway.signal("oven/temperature", Kind.NUMBER, "°C");
    gateway.reading(temperature, 180);
    for (String channel : List.of("signal:oven/temperature", "signals?q=oven")) {
      JsonObject snap =
          viewer.await(
              "snap",
              frame -> frame.getString("ch").equals(channel) && !frame.getJsonArray("v").isEmpty());
      assertThat(snap.getJsonArray("dict").getJsonArray(0).getString(2)).isEqualTo("°C");
    }
    gateway.reading(temperature, 181);
    viewer.await("u", frame -> frame.getString("ch").equals("signals?q=oven"));
  }

  @Test
  void a_channel_holds_a_page_and_says_whether_there_is_more() {
    for (int i = 0; i < 1200; i++) {
      gateway.reading(gateway.signal("d/s%04d".formatted(i), Kind.NUMBER, null), i);
    }
    LiveViewer viewer = open();
    viewer.subscribe("signals?after=d/s0899&limit=200", "signals");
    JsonObject page = viewer.await("snap", frame -> frame.getString("ch").startsWith("signals?"));
    assertThat(page.getJsonArray("dict")).hasSize(200);
    assertThat(page.getJsonArray("dict").getJsonArray(0).getString(1)).isEqualTo("d/s0900");
    assertThat(page.getBoolean("more")).isTrue();
    JsonObject first = viewer.await("snap", frame -> frame.getString("ch").equals("signals"));
    assertThat(first.getJsonArray("dict")).hasSize(500);
  }

  @Test
  void a_large_snapshot_comes_in_parts_that_fit_a_frame() {
    for (int i = 0; i < 60; i++) {
      Signal signal = gateway.signal("d/s%02d".formatted(i), Kind.TEXT, null);
      gateway.reading(signal, new Value.Text("x".repeat(4000)), Quality.GOOD);
    }
    LiveViewer viewer = open();
    viewer.subscribe("signals");
    JsonObject first = viewer.await("snap");
    int parts = first.getInteger("of");
    assertThat(parts).isGreaterThan(3);
    viewer.await("snap", frame -> frame.getInteger("part") == parts);
    int signals =
        viewer.frames.stream()
            .filter(frame -> frame.getString("type").equals("snap"))
            .mapToInt(frame -> frame.getJsonArray("dict").size())
            .sum();
    assertThat(signals).isEqualTo(60);
    assertThat(viewer.longest).isLessThanOrEqualTo(64 * 1024);
  }

  @Test
  void a_new_subscription_replaces_the_old_one() {
    Signal force = gateway.signal("press/force", Kind.NUMBER, null);
    Signal heat = gateway.signal("oven/heat", Kind.NUMBER, null);
    LiveViewer viewer = open();
    viewer.subscribe("device:press");
    viewer.await("snap", frame -> frame.getString("ch").equals("device:press"));
    viewer.subscribe("device:oven");
    viewer.await("snap", frame -> frame.getString("ch").equals("device:oven"));
    gateway.reading(force, 1);
    gateway.reading(heat, 1);
    JsonObject update = viewer.await("u");
    assertThat(update.getString("ch")).isEqualTo("device:oven");
    viewer.subscribe();
  }

  @Test
  void a_device_that_changes_is_an_event() {
    DeviceStatus online =
        new DeviceStatus("press", "mqtt", false, DeviceStatus.Status.ONLINE, "", 1, 1);
    gateway.devices = List.of(online);
    LiveViewer viewer = open();
    viewer.await("hello");
    await().until(() -> gateway.looks.get() >= 2); // the first look is told to nobody
    gateway.devices =
        List.of(
            new DeviceStatus(
                "press", "mqtt", false, DeviceStatus.Status.OFFLINE, "no answer", 1, 1));
    JsonObject event = viewer.await("ev");
    assertThat(event.getString("kind")).isEqualTo("device");
    assertThat(event.getString("id")).isEqualTo("press");
    assertThat(event.getString("status")).isEqualTo("offline");
    assertThat(event.getString("cause")).isEqualTo("no answer");
  }

  @Test
  void the_heart_beats() {
    LiveViewer viewer = open();
    assertThat(viewer.await("beat").getLong("t")).isEqualTo(SteppedClock.START / 1000);
  }

  @Test
  void nonsense_closes_the_connection_with_a_reason() {
    LiveViewer noJson = open();
    noJson.say("hello");
    noJson.awaitClosed(1003);
    for (String wrong :
        List.of(
            "{}",
            "{\"type\":\"sub\"}",
            "{\"type\":\"sub\",\"ch\":[\"nonsense\"]}",
            "{\"type\":\"sub\",\"ch\":[\"signals?x=1\"]}",
            "{\"type\":\"sub\",\"ch\":[\"signals?limit=501\"]}",
            "{\"type\":\"sub\",\"ch\":[\"signal:x\"]}",
            "{\"type\":\"sub\",\"ch\":[1]}",
            "{\"type\":\"sub\",\"ch\":[],\"hz\":0}",
            "{\"type\":\"sub\",\"ch\":[],\"more\":1}",
            "{\"type\":\"sub\",\"ch\":[" + "\"signals\",".repeat(16) + "\"signals\"]}",
            "{\"type\":\"ping\"}",
            "{\"type\":")) {
      LiveViewer viewer = open();
      viewer.say(wrong);
      viewer.awaitClosed(4400);
      assertThat(viewer.reason).isNotEmpty();
    }
  }

  @Test
  void a_flood_of_messages_closes_the_connection() {
    LiveViewer viewer = open();
    for (int i = 0; i < 40 && viewer.closed == 0; i++) {
      try {
        viewer.subscribe();
      } catch (java.util.concurrent.CompletionException e) {
        break; // already closed
      }
    }
    viewer.awaitClosed(4400);
  }

  @Test
  void a_browser_needs_a_session_and_this_origin() {
    console.account("anna", Role.VIEWER);
    String cookie = console.logIn("anna").cookie();
    LiveViewer viewer = new LiveViewer();
    LiveViewer.browse(console, viewer, cookie, console.origin()).join();
    viewer.await("hello");
    viewer.hangUp();
    for (String[] wrong :
        new String[][] {
          {cookie, "http://evil.example"},
          {cookie, "null"},
          {cookie, ""},
          {"", console.origin()},
          {"sluice=made-up", console.origin()}
        }) {
      assertThatThrownBy(
              () -> LiveViewer.browse(console, new LiveViewer(), wrong[0], wrong[1]).join())
          .hasMessageContaining("WebSocketHandshakeException");
    }
  }

  @Test
  void log_out_closes_what_the_session_has_open() {
    console.account("anna", Role.VIEWER);
    TestConsole.Browser browser = console.logIn("anna");
    LiveViewer viewer = new LiveViewer();
    LiveViewer.browse(console, viewer, browser.cookie(), console.origin()).join();
    viewer.subscribe("signals");
    viewer.await("snap");
    console.send(
        "/api/v1/session",
        request ->
            request
                .DELETE()
                .header("Cookie", browser.cookie())
                .header("X-CSRF-Token", browser.csrf()));
    await().atMost(Duration.ofSeconds(5)).until(() -> viewer.closed == 4401);
  }

  @Test
  void a_page_that_is_looked_at_keeps_its_session_alive_and_a_hidden_one_does_not() {
    console.account("anna", Role.VIEWER);
    TestConsole.Browser browser = console.logIn("anna");
    LiveViewer viewer = new LiveViewer();
    LiveViewer.browse(console, viewer, browser.cookie(), console.origin()).join();
    viewer.subscribe("signals");
    viewer.await("snap");
    goOn(viewer, Duration.ofMinutes(20));
    goOn(viewer, Duration.ofMinutes(20));
    assertThat(viewer.closed).isZero();
    viewer.subscribe();
    goOn(viewer, Duration.ofMinutes(20));
    assertThat(viewer.closed).isZero();
    console.clock.advance(Duration.ofMinutes(20));
    await().atMost(Duration.ofSeconds(6)).until(() -> viewer.closed == 4401);
  }

  /** Lets time pass, and the console look at its sessions: that is more often than a heart beat. */
  private void goOn(LiveViewer viewer, Duration time) {
    console.clock.advance(time);
    long now = console.clock.micros() / 1000;
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                viewer.frames.stream()
                        .filter(f -> f.getString("type").equals("beat") && f.getLong("t") == now)
                        .count()
                    == 2);
  }

  @Test
  void a_revoked_token_closes_what_it_has_open() {
    LiveViewer viewer = open();
    viewer.await("hello");
    console.tokens.revoke("t1");
    await().atMost(Duration.ofSeconds(5)).until(() -> viewer.closed == 4401);
  }

  @Test
  void a_caller_has_a_limited_number_of_connections() {
    for (int i = 0; i < 32; i++) {
      open();
    }
    assertThatThrownBy(this::open).hasMessageContaining("WebSocketHandshakeException");
    viewers.removeFirst().hangUp();
    await().ignoreExceptions().until(() -> open().closed == 0);
  }
}
