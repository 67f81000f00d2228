package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.GatewayView.DeviceStatus;
import dev.sluice.gateway.GatewayView.DeviceStatus.Status;
import dev.sluice.meters.Cause;
import dev.sluice.meters.LedgerView.Loss;
import dev.sluice.state.GapBook;
import dev.sluice.state.GapBook.Gap;
import dev.sluice.state.InMemoryGapBook;
import dev.sluice.time.ManualClock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Silences and losses become gaps with their cause. */
class GapWatchTest {

  private static final long NOW = 1_795_478_400_000_000L;
  private static final long SECOND = 1_000_000L;

  private final InMemoryGapBook book = new InMemoryGapBook();
  private final ManualClock clock = new ManualClock(NOW);
  private List<DeviceStatus> devices = List.of();
  private List<Loss> losses = List.of();
  private final GapWatch watch = new GapWatch(book, clock, () -> devices, () -> losses);

  private void tick(long second, Status status, long lastSeen) {
    clock.set(NOW + second * SECOND);
    devices =
        List.of(new DeviceStatus("press", "mqtt", false, status, "", NOW + lastSeen * SECOND, 1));
    watch.tick();
  }

  private List<Gap> gaps() {
    return book.between(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private static Gap silent(long from, long to) {
    return new Gap(
        GapBook.Cause.DEVICE_SILENT,
        "press",
        NOW + from * SECOND,
        to == GapBook.LASTS ? to : NOW + to * SECOND);
  }

  @Test
  void aDeviceIsSilentFromItsLastReadingToTheNext() {
    watch.begin();
    tick(10, Status.ONLINE, 9);
    tick(60, Status.OFFLINE, 9);
    assertThat(gaps()).isEmpty();
    tick(70, Status.OFFLINE, 9);
    assertThat(gaps()).containsExactly(silent(9, GapBook.LASTS));
    tick(100, Status.ONLINE, 97);
    assertThat(gaps()).containsExactly(silent(9, 97));
  }

  @Test
  void aSilenceThatOutlivesTheGatewayEndsWhereTheGatewayEnded() {
    watch.begin();
    tick(70, Status.OFFLINE, 9);
    watch.end();
    clock.set(NOW + 100 * SECOND);
    GapWatch next = new GapWatch(book, clock, () -> devices, () -> losses);
    next.begin();
    assertThat(gaps())
        .containsExactly(
            silent(9, 70),
            new Gap(GapBook.Cause.GATEWAY_OFF, "", NOW + 70 * SECOND, NOW + 100 * SECOND));
  }

  @Test
  void whatIsDroppedIsAGapBetweenTwoLooks() {
    losses = List.of(new Loss(Cause.INTAKE_FULL, 5, NOW));
    watch.begin();
    tick(10, Status.ONLINE, 10);
    assertThat(gaps()).isEmpty();
    losses = List.of(new Loss(Cause.INTAKE_FULL, 7, NOW), new Loss(Cause.MALFORMED, 3, NOW));
    tick(20, Status.ONLINE, 20);
    losses = List.of(new Loss(Cause.INTAKE_FULL, 8, NOW));
    tick(30, Status.ONLINE, 30);
    tick(40, Status.ONLINE, 40);
    assertThat(gaps())
        .containsExactly(
            new Gap(GapBook.Cause.DROPPED, "intake-full", NOW + 10 * SECOND, NOW + 30 * SECOND));
  }
}
