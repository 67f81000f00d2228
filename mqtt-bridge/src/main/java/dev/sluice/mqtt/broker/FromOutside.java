package dev.sluice.mqtt.broker;

import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.builder.PublishBuilder;
import com.hivemq.extension.sdk.api.services.publish.Publish;
import dev.sluice.uplink.Downstream.Cause;
import dev.sluice.uplink.Downstream.Refusal;
import dev.sluice.uplink.LocalMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Makes publishes for subscribers of messages that no client of this broker has sent. */
final class FromOutside {

  private FromOutside() {}

  /**
   * The publish of a message.
   *
   * @param largest the most bytes a packet may have
   * @throws Refusal if clients could not have published it either
   */
  static Publish of(LocalMessage message, long largest) throws Refusal {
    String topic = message.topic();
    boolean wild = topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0;
    if (topic.isEmpty() || topic.startsWith("$") || wild || topic.indexOf('\0') >= 0) {
      throw new Refusal(
          Cause.BAD_TOPIC, "nobody may publish to the local topic '" + topic + "'; change publish");
    }
    byte[] payload = message.payload();
    long size = (long) topic.getBytes(StandardCharsets.UTF_8).length + payload.length;
    if (size > largest || topic.length() > 65_535 / 4) {
      throw new Refusal(
          Cause.TOO_LARGE, "the message has " + size + " bytes, the local broker takes " + largest);
    }
    try {
      PublishBuilder builder =
          Builders.publish()
              .topic(topic)
              .qos(Qos.valueOf(message.qos()))
              .retain(false)
              .payload(ByteBuffer.wrap(payload));
      message
          .properties()
          .forEach(property -> builder.userProperty(property.name(), property.value()));
      if (message.contentType() != null) {
        builder.contentType(message.contentType());
      }
      if (message.expirySeconds() >= 0) {
        builder.messageExpiryInterval(message.expirySeconds());
      }
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new Refusal(
          Cause.MALFORMED, "the local broker cannot carry the message: " + e.getMessage());
    }
  }
}
