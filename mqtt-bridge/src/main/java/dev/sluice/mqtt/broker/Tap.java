package dev.sluice.mqtt.broker;

import com.hivemq.extension.sdk.api.interceptor.publish.PublishInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundOutput;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import dev.sluice.model.Note;
import dev.sluice.model.Value;
import dev.sluice.pipeline.Arrival;
import dev.sluice.pipeline.Arrival.Care;
import dev.sluice.pipeline.Arrival.Resend;
import dev.sluice.pipeline.Outcome;
import dev.sluice.pipeline.Receipt;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes every publish of one connection to the intake before the broker delivers it.
 *
 * <p>Runs before HiveMQ checks the client's rights, so it checks them itself. Nothing may escape
 * it: HiveMQ would acknowledge the publish, or hang.
 */
final class Tap implements PublishInboundInterceptor {

  private static final Logger log = LoggerFactory.getLogger(Tap.class);

  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0).asReadOnlyBuffer();

  /** HiveMQ keeps refused QoS 2 publishes until the session ends: past this it is ended. */
  private static final long MAX_REFUSED_BYTES = 4 << 20;

  private final Connection connection;
  private final Rights rights;
  private final Connections connections;
  private final Reception reception;
  private final RetainedMessages retainedMessages;
  private final BrokerMeters meters;
  private final Disconnector disconnector;
  private final Seldom failures;

  Tap(
      Connection connection,
      Connections connections,
      Reception reception,
      RetainedMessages retainedMessages,
      BrokerMeters meters,
      Disconnector disconnector,
      Seldom failures) {
    this.connection = connection;
    this.rights = Objects.requireNonNull(connection.rights, "not let in");
    this.connections = connections;
    this.reception = reception;
    this.retainedMessages = retainedMessages;
    this.meters = meters;
    this.disconnector = disconnector;
    this.failures = failures;
  }

  @Override
  public void onInboundPublish(PublishInboundInput input, PublishInboundOutput output) {
    PublishPacket packet = input.getPublishPacket();
    try {
      take(packet, output);
    } catch (Throwable t) {
      meters.refusedError.increment();
      refuse(packet, output, AckReasonCode.UNSPECIFIED_ERROR, "the gateway failed on it");
      trouble("failed", packet.getTopic());
      if (failures.now()) {
        log.error("a publish of {} on {} failed", connection.client, packet.getTopic(), t);
      }
    }
  }

  private void take(PublishPacket packet, PublishInboundOutput output) {
    int qos = packet.getQos().getQosNumber();
    int id = packet.getPacketId();
    String topic = packet.getTopic();
    ByteBuffer payload = packet.getPayload().orElse(EMPTY);
    meters.publishes.increment();
    meters.bytes.add(payload.remaining());
    if (qos == 2) {
      connections.kept(connection).begin(id);
    }
    if (topic.startsWith("$")) {
      dollar(packet, output);
      return;
    }
    if (!rights.mayPublish(topic)) {
      meters.refusedRights.increment();
      trouble("not-authorized", topic);
      refuse(packet, output, AckReasonCode.NOT_AUTHORIZED, "no right to publish to this topic");
      return;
    }
    if (qos == 2 && !connections.kept(connection).hasRoom()) {
      meters.refusedFull.increment();
      refuse(packet, output, AckReasonCode.QUOTA_EXCEEDED, "too many QoS 2 publishes are open");
      return;
    }
    Note.Retained retained = null;
    if (packet.getRetain()) {
      MessageProperties properties = MessageProperties.of(packet, reception.clock().micros());
      if (retainedMessages.admit(topic, payload.remaining(), properties.expiresAt())) {
        retained = RetainedMessages.note(packet, payload, properties);
      } else {
        meters.retainedRefused.increment();
        trouble("too-many-retained", topic);
        output.getPublishPacket().setRetain(false);
      }
    }
    Care care = qos == 0 ? Care.OTHER : Care.ACKNOWLEDGED;
    Resend resend =
        qos == 0
            ? null
            : new Resend(
                connection.client, id, PayloadHash.of(topic, payload), packet.getDupFlag());
    Arrival arrival =
        reception.arrival(
            connection.client,
            connection.device(),
            topic,
            payload,
            care,
            resend,
            retained,
            reception.raw().match(topic) ? whole(packet, payload) : null);
    if (arrival == null) {
      nothingToStore(qos, id);
      return;
    }
    switch (reception.intake().offer(arrival)) {
      case TAKEN -> taken(packet, output, qos, id, arrival);
      case FULL -> {
        meters.refusedFull.increment();
        refuse(packet, output, AckReasonCode.QUOTA_EXCEEDED, "the gateway cannot keep up");
      }
      case DISK -> {
        if (qos > 0) {
          meters.refusedDisk.increment();
          refuse(packet, output, AckReasonCode.QUOTA_EXCEEDED, "the disk is full or read-only");
        }
        // QoS 0 goes on: seen live, not stored, counted by the intake.
      }
    }
  }

  /** The message as it was published, for a raw topic. */
  private Value.Message whole(PublishPacket packet, ByteBuffer payload) {
    return new Value.Message(
        packet.getTopic(),
        MessageProperties.bytes(payload),
        packet.getQos().getQosNumber(),
        packet.getRetain(),
        MessageProperties.of(packet, reception.clock().micros()).forUpstream());
  }

  private void taken(
      PublishPacket packet, PublishInboundOutput output, int qos, int id, Arrival arrival) {
    if (qos == 1) {
      if (!connection.pending.add(id, arrival.receipt())) {
        refuse(packet, output, AckReasonCode.QUOTA_EXCEEDED, "too many publishes are open");
      }
    } else if (qos == 2) {
      connections.kept(connection).keep(id, arrival, connection);
    }
  }

  /** It is well as it is: acknowledged at once. */
  private void nothingToStore(int qos, int id) {
    if (qos == 1) {
      Receipt receipt = new Receipt();
      receipt.settle(Outcome.STORED);
      connection.pending.add(id, receipt);
    } else if (qos == 2) {
      connections.kept(connection).done(id);
    }
  }

  /**
   * Topics that start with $ belong to the server (MQTT 5 section 4.7.2): never delivered, never a
   * reading, and no reason to lose the client. MQTT 5 is told; 3.1.1 has no word for it but closing
   * the connection, so it gets its acknowledgement.
   */
  private void dollar(PublishPacket packet, PublishInboundOutput output) {
    meters.refusedDollar.increment();
    trouble("dollar-topic", packet.getTopic());
    if (connection.mqtt5) {
      refuse(packet, output, AckReasonCode.TOPIC_NAME_INVALID, "topics that start with $ are ours");
    } else {
      nothingToStore(packet.getQos().getQosNumber(), packet.getPacketId());
      prevent(output, AckReasonCode.SUCCESS, null);
    }
  }

  private void refuse(
      PublishPacket packet, PublishInboundOutput output, AckReasonCode code, String reason) {
    if (packet.getQos().getQosNumber() == 0 && code != AckReasonCode.NOT_AUTHORIZED) {
      // Dropped and counted: with another code HiveMQ would close a 3.1.1 connection.
      prevent(output, AckReasonCode.SUCCESS, null);
      return;
    }
    prevent(output, code, reason);
    if (packet.getQos().getQosNumber() == 2) {
      connection.refusedBytes += 1024 + packet.getPayload().orElse(EMPTY).remaining();
      if (connection.refusedBytes > MAX_REFUSED_BYTES) {
        disconnector.forget(connection);
      }
    }
  }

  private void prevent(PublishInboundOutput output, AckReasonCode code, @Nullable String reason) {
    meters.prevented.increment();
    if (reason == null) {
      output.preventPublishDelivery(code);
    } else {
      output.preventPublishDelivery(code, reason);
    }
  }

  private void trouble(String reason, String topic) {
    reception.troubles().note(connection.client, reason, topic, "", reception.clock().micros());
  }
}
