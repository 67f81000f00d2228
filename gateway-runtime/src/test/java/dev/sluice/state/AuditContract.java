package dev.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.state.Audit.Act;
import org.junit.jupiter.api.Test;

/** What every audit does. */
public interface AuditContract {

  /** Nothing recorded yet. */
  Audit audit();

  @Test
  default void theNewestComeFirst() {
    Audit audit = audit();
    Act first = new Act(1, "anna", "log-in", "from 10.0.0.7");
    Act second = new Act(1, "anna", "token-created", "ab12");
    Act third = new Act(0, "command line", "claim", "");
    audit.record(first);
    audit.record(second);
    audit.record(third);
    assertThat(audit.newest(10)).containsExactly(third, second, first);
    assertThat(audit.newest(2)).containsExactly(third, second);
    assertThat(audit.newest(0)).isEmpty();
    assertThat(audit.verify()).isEmpty();
  }

  @Test
  default void whatWasTypedCannotForgeLines() {
    Audit audit = audit();
    audit.record(
        new Act(
            1,
            "eve\r\n2 anna log-in",
            "log-in-failed",
            "esc \u001b[31m bidi \u202e line \u2028 half \ud83d ok \ud83d\ude00"));
    Act act = audit.newest(1).getFirst();
    assertThat(act.who()).isEqualTo("eve  2 anna log-in");
    assertThat(act.detail()).isEqualTo("esc  [31m bidi   line   half   ok \ud83d\ude00");
  }

  @Test
  default void longTextsAreCut() {
    Act act = new Act(1, "w".repeat(5_000), "x".repeat(5_000), "\ud83d\ude00".repeat(5_000));
    assertThat(act.who()).hasSize(100);
    assertThat(act.what()).hasSize(50);
    assertThat(act.detail()).hasSize(1_000).endsWith("\ud83d\ude00");
  }
}
