package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.gateway.Commands.Refused;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.pipeline.Intake;
import dev.sluice.state.InMemoryAudit;
import dev.sluice.time.ManualClock;
import dev.sluice.uplink.Delivery;
import dev.sluice.uplink.Downstream.Cause;
import dev.sluice.uplink.Downstream.Refusal;
import dev.sluice.uplink.LocalMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FromUpstreamTest {

  private static final SignalId SETPOINT = SignalId.parse("press/setpoint");

  private final InMemoryAudit audit = new InMemoryAudit();
  private final List<String> set = new ArrayList<>();
  private final List<LocalMessage> local = new ArrayList<>();
  private @Nullable Refused refused;

  private final FromUpstream downstream =
      new FromUpstream("office", new OnlySet(), audit, local::add, new ManualClock(5));

  @Test
  void aWriteIsDoneAndAuditedWithTheUplinksName() throws Exception {
    downstream.write(SETPOINT, new Value.Num(7.5));
    downstream.write(SETPOINT, new Value.Text("on"));
    assertThat(set).containsExactly("press/setpoint 7.5", "press/setpoint on");
    assertThat(audit.newest(10))
        .allSatisfy(act -> assertThat(act.who()).isEqualTo("uplink:office"))
        .allSatisfy(act -> assertThat(act.what()).isEqualTo("signal-set"))
        .extracting(act -> act.detail())
        .containsExactly("press/setpoint = \"on\"", "press/setpoint = 7.5");
  }

  @ParameterizedTest
  @CsvSource({"UNKNOWN, UNKNOWN_SIGNAL", "IMPOSSIBLE, NOT_WRITABLE", "FAILED, FAILED"})
  void whatWasNotDoneIsNotAudited(Refused.Why why, Cause cause) {
    refused = new Refused(why, "no");
    Refusal refusal =
        catchThrowableOfType(Refusal.class, () -> downstream.write(SETPOINT, new Value.Bool(true)));
    assertThat(refusal.why()).isEqualTo(cause);
    assertThat(refusal.words()).isEqualTo("no");
    assertThat(audit.newest(10)).isEmpty();
  }

  @Test
  void messagesGoToTheLocalBroker() throws Exception {
    LocalMessage message = new LocalMessage("cmd", new byte[] {1}, 1, List.of(), null, -1);
    downstream.publish(message);
    assertThat(local).containsExactly(message);
  }

  /** Commands of which nothing but setting is asked for. */
  private final class OnlySet implements Commands {

    @Override
    public void set(SignalId signal, Value value) throws Refused {
      if (refused != null) {
        throw refused;
      }
      set.add(
          signal
              + " "
              + switch (value) {
                case Value.Num num -> num.number();
                case Value.Bool bool -> bool.on();
                case Value.Text text -> text.text();
                case Value.Message message -> message.label();
              });
    }

    @Override
    public Intake intake() {
      throw new AssertionError();
    }

    @Override
    public void forget(SignalId signal) {
      throw new AssertionError();
    }

    @Override
    public int forgetDevice(String device) {
      throw new AssertionError();
    }

    @Override
    public void pause(String uplink, @Nullable Duration time) {
      throw new AssertionError();
    }

    @Override
    public void resume(String uplink) {
      throw new AssertionError();
    }

    @Override
    public Delivery test(String uplink) {
      throw new AssertionError();
    }
  }
}
