package dev.sluice.mqtt.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.time.ManualClock;
import dev.sluice.uplink.Downstream.Refusal;
import dev.sluice.uplink.LocalMessage.Property;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopGuardTest {

  private final ManualClock clock = new ManualClock(0);
  private final LoopGuard marked = new LoopGuard("plant", true, clock);
  private final LoopGuard unmarked = new LoopGuard("plant", false, clock);

  private static Incoming message(String payload, Property... properties) {
    return new Incoming(
        "cmd",
        payload.getBytes(UTF_8),
        1,
        false,
        List.of(properties),
        null,
        -1,
        null,
        null,
        () -> {});
  }

  private static Property via(String gateway) {
    return new Property(LoopGuard.VIA, gateway);
  }

  @Test
  void aMessageTakesTheNamesOfAllItHasPassed() throws Exception {
    Incoming message = message("1", new Property("x", "y"), via("a"));
    marked.check(message);
    assertThat(marked.marks(message))
        .containsExactly(new Property("x", "y"), via("a"), via("plant"));
  }

  @Test
  void aMessageThatWasHereOrAtTooManyIsRefused() throws Exception {
    assertThatThrownBy(() -> marked.check(message("1", via("a"), via("plant"))))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("before");
    List<Property> far = new ArrayList<>();
    for (int i = 0; i < LoopGuard.MOST_HOPS - 1; i++) {
      far.add(via("g" + i));
    }
    marked.check(message("1", far.toArray(Property[]::new)));
    far.add(via("last"));
    assertThatThrownBy(() -> marked.check(message("1", far.toArray(Property[]::new))))
        .hasMessageContaining("8 gateways");
  }

  @Test
  void ourOwnReadingsAreRefusedAndWhatIsOnlyAddressedToUsIsNot() throws Exception {
    Property name = new Property("gateway", "plant");
    Property boot = new Property("boot", "b");
    assertThatThrownBy(() -> marked.check(message("1", name, boot))).hasMessageContaining("itself");
    marked.check(message("1", name));
    marked.check(message("1", new Property("gateway", "other"), boot));
  }

  @Test
  void withoutMarksThePaceTellsACircle() throws Exception {
    for (int i = 0; i < LoopGuard.MOST_REPEATS; i++) {
      unmarked.checkPace(message("on"));
    }
    unmarked.checkPace(message("off"));
    assertThatThrownBy(() -> unmarked.checkPace(message("on"))).hasMessageContaining("circle");
    clock.advance(Duration.ofNanos(LoopGuard.PACE + 1));
    unmarked.checkPace(message("on"));
  }

  @Test
  void withMarksARepeatedCommandIsNoCircle() throws Exception {
    for (int i = 0; i < 10 * LoopGuard.MOST_REPEATS; i++) {
      marked.checkPace(message("on"));
    }
  }
}
