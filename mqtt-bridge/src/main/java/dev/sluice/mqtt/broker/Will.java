package dev.sluice.mqtt.broker;

import com.hivemq.extension.sdk.api.packets.connect.WillPublishPacket;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.builder.PublishBuilder;
import com.hivemq.extension.sdk.api.services.publish.Publish;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The message a client wants published when it is lost (MQTT 5 section 3.1.2.5).
 *
 * @param delaySeconds how long after the loss, 0 = at once
 * @param user the name its client logged in with, or null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Will(
    String topic,
    int qos,
    boolean retain,
    long delaySeconds,
    byte[] payload,
    MessageProperties properties,
    @Nullable String user) {

  /** The first byte of the encoding. */
  private static final int VERSION = 1;

  static Will of(WillPublishPacket packet, long now) {
    return new Will(
        packet.getTopic(),
        packet.getQos().getQosNumber(),
        packet.getRetain(),
        packet.getWillDelay(),
        packet.getPayload().map(MessageProperties::bytes).orElseGet(() -> new byte[0]),
        MessageProperties.of(packet, now),
        null);
  }

  /** The same, of a client that logged in with this name, or with none. */
  Will from(@Nullable String name) {
    return new Will(topic, qos, retain, delaySeconds, payload, properties, name);
  }

  /** As it stands in the journal. */
  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + payload.length);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      MessageProperties.writeText(out, topic);
      out.writeByte(qos);
      out.writeBoolean(retain);
      out.writeLong(delaySeconds);
      MessageProperties.writeBytes(out, payload);
      properties.write(out);
      MessageProperties.writeText(out, user);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a byte array does not fail
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IOException if it is damaged or from a newer version
   */
  static Will decode(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("a will of version " + version);
    }
    String topic = MessageProperties.readText(in);
    int qos = in.readByte();
    boolean retain = in.readBoolean();
    long delay = in.readLong();
    byte[] payload = MessageProperties.readBytes(in);
    if (topic == null || payload == null || qos < 0 || qos > 2) {
      throw new IOException("a will without topic, payload or QoS");
    }
    MessageProperties properties = MessageProperties.read(in);
    return new Will(topic, qos, retain, delay, payload, properties, MessageProperties.readText(in));
  }

  /** The same, but it does not replace what is retained. */
  Will unretained() {
    return retain ? new Will(topic, qos, false, delaySeconds, payload, properties, user) : this;
  }

  /** As HiveMQ publishes it to subscribers. */
  Publish toPublish() {
    PublishBuilder builder =
        Builders.publish()
            .topic(topic)
            .qos(Qos.valueOf(qos))
            .retain(retain)
            .payload(ByteBuffer.wrap(payload));
    properties.apply(builder, properties.expirySeconds());
    return builder.build();
  }
}
