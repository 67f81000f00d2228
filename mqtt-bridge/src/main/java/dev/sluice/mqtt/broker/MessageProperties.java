package dev.sluice.mqtt.broker;

import com.hivemq.extension.sdk.api.packets.general.UserProperty;
import com.hivemq.extension.sdk.api.packets.publish.PayloadFormatIndicator;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import com.hivemq.extension.sdk.api.services.builder.PublishBuilder;
import dev.sluice.model.PublishProperties;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What MQTT 5 lets a message carry besides topic and payload.
 *
 * @param format 0 = bytes, 1 = UTF-8, -1 = not said
 * @param contentType or null
 * @param responseTopic or null
 * @param correlation or null
 * @param expirySeconds the message expiry interval, or -1
 * @param expiresAt when it expires, µs since 1970, or -1
 * @param user user properties: name, value, name, value …
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MessageProperties(
    int format,
    @Nullable String contentType,
    @Nullable String responseTopic,
    byte @Nullable [] correlation,
    long expirySeconds,
    long expiresAt,
    List<String> user) {

  private static final long MAX_EXPIRY = 0xFFFF_FFFFL;

  static final MessageProperties NONE =
      new MessageProperties(-1, null, null, null, -1, -1, List.of());

  /** The properties of a packet that came at {@code now} µs. */
  static MessageProperties of(PublishPacket packet, long now) {
    List<String> user = List.of();
    if (!packet.getUserProperties().isEmpty()) {
      user = new ArrayList<>();
      for (UserProperty property : packet.getUserProperties().asList()) {
        user.add(property.getName());
        user.add(property.getValue());
      }
    }
    Optional<PayloadFormatIndicator> format = packet.getPayloadFormatIndicator();
    // HiveMQ gives 3.1.1 messages one second more than MQTT can say: no expiry.
    long expiry =
        packet.getMessageExpiryInterval().filter(seconds -> seconds <= MAX_EXPIRY).orElse(-1L);
    MessageProperties properties =
        new MessageProperties(
            format.isEmpty() ? -1 : format.get() == PayloadFormatIndicator.UTF_8 ? 1 : 0,
            packet.getContentType().orElse(null),
            packet.getResponseTopic().orElse(null),
            packet.getCorrelationData().map(MessageProperties::bytes).orElse(null),
            expiry,
            expiry < 0 ? -1 : now + expiry * 1_000_000,
            user);
    return properties.isEmpty() ? NONE : properties;
  }

  /** The same as it goes upstream beside a raw message; null if they say nothing. */
  byte @Nullable [] forUpstream() {
    return new PublishProperties(
            format, contentType, responseTopic, correlation, expirySeconds, user)
        .encode();
  }

  boolean isEmpty() {
    return format < 0
        && contentType == null
        && responseTopic == null
        && correlation == null
        && expirySeconds < 0
        && user.isEmpty();
  }

  /** Seconds left at {@code now} µs; 0 = expired, -1 = never expires. */
  long secondsLeft(long now) {
    return expiresAt < 0 ? -1 : Math.max(0, (expiresAt - now) / 1_000_000);
  }

  /** The same, of a message that is published at {@code now} µs. */
  MessageProperties from(long now) {
    return expirySeconds < 0
        ? this
        : new MessageProperties(
            format,
            contentType,
            responseTopic,
            correlation,
            expirySeconds,
            now + expirySeconds * 1_000_000,
            user);
  }

  /**
   * Puts them into a message.
   *
   * @param secondsLeft until it expires; -1 = never
   */
  void apply(PublishBuilder builder, long secondsLeft) {
    if (format >= 0) {
      builder.payloadFormatIndicator(indicator());
    }
    if (contentType != null) {
      builder.contentType(contentType);
    }
    if (responseTopic != null) {
      builder.responseTopic(responseTopic);
    }
    if (correlation != null) {
      builder.correlationData(ByteBuffer.wrap(correlation));
    }
    if (secondsLeft >= 0) {
      builder.messageExpiryInterval(secondsLeft);
    }
    for (int i = 0; i < user.size(); i += 2) {
      builder.userProperty(user.get(i), user.get(i + 1));
    }
  }

  private PayloadFormatIndicator indicator() {
    return format == 1 ? PayloadFormatIndicator.UTF_8 : PayloadFormatIndicator.UNSPECIFIED;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeByte(format);
    writeText(out, contentType);
    writeText(out, responseTopic);
    writeBytes(out, correlation);
    out.writeLong(expirySeconds);
    out.writeLong(expiresAt);
    out.writeInt(user.size());
    for (String word : user) {
      writeText(out, word);
    }
  }

  static MessageProperties read(DataInputStream in) throws IOException {
    int format = in.readByte();
    String contentType = readText(in);
    String responseTopic = readText(in);
    byte[] correlation = readBytes(in);
    long expirySeconds = in.readLong();
    long expiresAt = in.readLong();
    int words = in.readInt();
    List<String> user = new ArrayList<>();
    for (int i = 0; i < words; i++) {
      String word = readText(in);
      user.add(word == null ? "" : word);
    }
    return new MessageProperties(
        format, contentType, responseTopic, correlation, expirySeconds, expiresAt, user);
  }

  static void writeText(DataOutputStream out, @Nullable String text) throws IOException {
    writeBytes(out, text == null ? null : text.getBytes(StandardCharsets.UTF_8));
  }

  static @Nullable String readText(DataInputStream in) throws IOException {
    byte[] bytes = readBytes(in);
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  static void writeBytes(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
    out.writeInt(bytes == null ? -1 : bytes.length);
    if (bytes != null) {
      out.write(bytes);
    }
  }

  static byte @Nullable [] readBytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      return null;
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("cut short: " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  static byte[] bytes(ByteBuffer buffer) {
    ByteBuffer copy = buffer.duplicate();
    byte[] bytes = new byte[copy.remaining()];
    copy.get(bytes);
    return bytes;
  }
}
