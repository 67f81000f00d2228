package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.GatewayView.Condition;
import dev.sluice.gateway.GatewayView.Health.Check;
import dev.sluice.state.UplinkState.Counts;
import dev.sluice.uplink.UplinkStatus;
import dev.sluice.uplink.UplinkStatus.State;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What health says of uplinks to people who have not logged in. */
class UplinkCheckTest {

  private static final Counts COUNTS = new Counts(10, 3, 0, 0, 0, 0, 3, 0);

  @Test
  void oneThatIsRefusedIsNamedWithoutItsErrorWhichMayHoldAnAddress() {
    Check check =
        UplinkCheck.look(
            List.of(status("lake", State.UP, true), status("office", State.REFUSED, false)));
    assertThat(check.condition()).isEqualTo(Condition.DEGRADED);
    assertThat(check.cause())
        .startsWith("'office' is refused")
        .doesNotContain("lake")
        .doesNotContain("10.0.0.5");
  }

  @Test
  void oneThatIsAwayIsNamedOnceNothingFlowsAnyMore() {
    assertThat(UplinkCheck.look(List.of(status("office", State.BACKING_OFF, true))).condition())
        .isEqualTo(Condition.UP);
    assertThat(UplinkCheck.look(List.of(status("office", State.BACKING_OFF, false))).cause())
        .startsWith("'office' gets nothing through");
  }

  @ParameterizedTest
  @EnumSource(names = {"CONNECTING", "UP", "PAUSED", "DISABLED", "REMOVED"})
  void oneThatStandsStillOnPurposeIsFine(State state) {
    assertThat(UplinkCheck.look(List.of(status("office", state, false))).condition())
        .isEqualTo(Condition.UP);
  }

  @Test
  void anAccountThatDoesNotBalanceIsNeverFine() {
    UplinkStatus off = status("office", State.UP, true, 8);
    assertThat(UplinkCheck.look(List.of(off)).cause()).contains("does not balance");
  }

  private static UplinkStatus status(String id, State state, boolean flowing) {
    return status(id, state, flowing, 7);
  }

  private static UplinkStatus status(String id, State state, boolean flowing, long pending) {
    return new UplinkStatus(
        id,
        "mqtt",
        state,
        flowing,
        COUNTS,
        pending,
        0,
        1,
        1,
        1,
        Optional.empty(),
        "no route to 10.0.0.5",
        1,
        0);
  }
}
