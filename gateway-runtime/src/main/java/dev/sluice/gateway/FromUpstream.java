package dev.sluice.gateway;

import dev.sluice.gateway.Commands.Refused;
import dev.sluice.model.SignalId;
import dev.sluice.model.Value;
import dev.sluice.state.Audit;
import dev.sluice.state.StateFailure;
import dev.sluice.time.WallClock;
import dev.sluice.uplink.Downstream;
import dev.sluice.uplink.LocalMessage;
import dev.sluice.uplink.LocalPublisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does for one uplink what came down: through the same command as everybody, under its name. */
record FromUpstream(
    String uplink, Commands commands, Audit audit, LocalPublisher local, WallClock clock)
    implements Downstream {

  private static final Logger log = LoggerFactory.getLogger(FromUpstream.class);

  /** So much of a text is told in the audit. */
  private static final int SHOWN = 100;

  @Override
  public void write(SignalId signal, Value value) throws Refusal {
    try {
      commands.set(signal, value);
    } catch (Refused e) {
      throw new Refusal(
          switch (e.why()) {
            case UNKNOWN -> Cause.UNKNOWN_SIGNAL;
            case IMPOSSIBLE -> Cause.NOT_WRITABLE;
            case FAILED -> Cause.FAILED;
          },
          String.valueOf(e.getMessage()));
    }
    try {
      audit.record(
          new Audit.Act(
              clock.micros(), "uplink:" + uplink, "signal-set", signal + " = " + text(value)));
    } catch (StateFailure e) {
      // It is done, so to call it refused would be wrong.
      log.warn("'{}' was set from upstream by '{}', but not audited: {}", signal, uplink, e);
    }
  }

  @Override
  public void publish(LocalMessage message) throws Refusal, InterruptedException {
    local.publish(message);
  }

  private static String text(Value value) {
    String text =
        switch (value) {
          case Value.Num num -> Double.toString(num.number());
          case Value.Bool bool -> Boolean.toString(bool.on());
          case Value.Text words -> '"' + words.text() + '"';
          case Value.Message message -> message.label();
        };
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
  }
}
