package dev.sluice.mqtt.broker;

import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.async.SimpleAsyncOutput;
import com.hivemq.extension.sdk.api.interceptor.puback.PubackOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.puback.parameter.PubackOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.puback.parameter.PubackOutboundOutput;
import com.hivemq.extension.sdk.api.interceptor.pubrec.PubrecOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.pubrec.parameter.PubrecOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.pubrec.parameter.PubrecOutboundOutput;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Intake;
import dev.sluice.pipeline.Outcome;
import dev.sluice.pipeline.Receipt;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a connection's PUBACKs and PUBRECs back until what they acknowledge is on flash.
 *
 * <p>An acknowledgement of success of which nothing is known counts as a failed commit: HiveMQ
 * makes one when the tap has failed.
 */
final class AckHold implements PubackOutboundInterceptor, PubrecOutboundInterceptor {

  private static final Logger log = LoggerFactory.getLogger(AckHold.class);

  /** When a hold times out HiveMQ sends the acknowledgement: so never. */
  private static final Duration NEVER = Duration.ofDays(3650);

  private final Connection connection;
  private final Connections connections;
  private final Intake intake;
  private final Disconnector disconnector;

  AckHold(
      Connection connection, Connections connections, Intake intake, Disconnector disconnector) {
    this.connection = connection;
    this.connections = connections;
    this.intake = intake;
    this.disconnector = disconnector;
  }

  @Override
  public void onOutboundPuback(PubackOutboundInput input, PubackOutboundOutput output) {
    try {
      Receipt receipt = connection.pending.take(input.getPubackPacket().getPacketIdentifier());
      if (isRefusal(input.getPubackPacket().getReasonCode())) {
        return;
      }
      if (receipt == null) {
        deny(output, false);
      } else {
        passWhenStored(output, receipt);
      }
    } catch (Throwable t) {
      failed(output, t);
    }
  }

  @Override
  public void onOutboundPubrec(PubrecOutboundInput input, PubrecOutboundOutput output) {
    try {
      if (isRefusal(input.getPubrecPacket().getReasonCode())) {
        return;
      }
      int packet = input.getPubrecPacket().getPacketIdentifier();
      KeptPublishes kept = connections.kept(connection);
      KeptPublishes.Kept known = kept.kept(packet);
      if (known == null) {
        if (!kept.isDone(packet)) {
          deny(output, true);
        }
        return;
      }
      Arrival arrival = known.arrival();
      if (arrival.receipt().outcome() == Outcome.FAILED && known.by() != connection) {
        // The client is back with a resend that HiveMQ answers itself.
        arrival = Reception.again(arrival);
        if (intake.offer(arrival) != Intake.Verdict.TAKEN) {
          deny(output, false);
          return;
        }
        kept.keep(packet, arrival, connection);
      }
      passWhenStored(output, arrival.receipt());
      if (isGood(arrival.receipt().outcome())) {
        kept.done(packet);
      }
    } catch (Throwable t) {
      failed(output, t);
    }
  }

  private void passWhenStored(SimpleAsyncOutput<?> output, Receipt receipt) {
    if (isGood(receipt.outcome())) {
      return;
    }
    Async<?> held = output.async(NEVER);
    connection.held = held;
    try {
      receipt.whenSettled(outcome -> settled(outcome, held));
    } catch (RuntimeException | Error e) {
      log.error("an acknowledgement of {} could not wait for its commit", connection.client, e);
      disconnector.disconnectThenResume(connection, held);
    }
  }

  /** Runs on the pipeline thread: quick, and never throws. */
  private void settled(Outcome outcome, Async<?> held) {
    try {
      if (isGood(outcome)) {
        held.resume();
      } else {
        disconnector.disconnectThenResume(connection, held);
      }
    } catch (RuntimeException e) {
      log.error("an acknowledgement of {} is stuck", connection.client, e);
    }
  }

  private void deny(SimpleAsyncOutput<?> output, boolean forget) {
    Async<?> held = output.async(NEVER);
    connection.held = held;
    if (forget) {
      disconnector.forgetThenResume(connection, held);
    } else {
      disconnector.disconnectThenResume(connection, held);
    }
  }

  private void failed(SimpleAsyncOutput<?> output, Throwable t) {
    log.error("an acknowledgement of {} failed; it is disconnected", connection.client, t);
    deny(output, false);
  }

  private static boolean isRefusal(AckReasonCode code) {
    return code != AckReasonCode.SUCCESS && code != AckReasonCode.NO_MATCHING_SUBSCRIBERS;
  }

  private static boolean isGood(@Nullable Outcome outcome) {
    return outcome == Outcome.STORED || outcome == Outcome.DUPLICATE;
  }
}
