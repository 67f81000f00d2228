package dev.sluice.mqtt.bridge;

import dev.sluice.model.PublishProperties;
import dev.sluice.time.WallClock;
import dev.sluice.uplink.Lane;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/**
 * What a message says of itself in MQTT 5, as it stands in a packet (section 2.2.2): what the
 * publisher of a raw one has said, and where it comes from.
 */
final class AboutMessage implements Express.About {

  private static final byte FORMAT = 0x01;
  private static final byte EXPIRY = 0x02;
  private static final byte CONTENT_TYPE = 0x03;
  private static final byte RESPONSE_TOPIC = 0x08;
  private static final byte CORRELATION = 0x09;
  private static final byte USER = 0x26;

  private static final Byte[] OURS = {
    FORMAT, EXPIRY, CONTENT_TYPE, RESPONSE_TOPIC, CORRELATION, USER
  };

  private final WallClock clock;
  private final byte[] always;
  private final byte[] backfill = user("backfill", "true");

  /**
   * Of a gateway, since this start of it.
   *
   * @param clock tells how long a message has waited
   */
  AboutMessage(String gateway, String boot, WallClock clock) {
    this.clock = clock;
    this.always = joined(new byte[0], user("gateway", gateway), user("boot", boot));
  }

  @Override
  public byte[] of(Message message) {
    byte[] seq = message.seq() < 0 ? new byte[0] : user("seq", Long.toString(message.seq()));
    byte[] own = joined(always, seq, message.lane() == Lane.BACKFILL ? backfill : new byte[0]);
    PublishProperties said = message.properties();
    return said == null
        ? own
        : joined(said(said, left(said.expiry(), message.came())), own, new byte[0]);
  }

  /** The same as Paho has it, read from the same bytes. */
  MqttProperties forPaho(Message message) {
    byte[] bytes = of(message);
    ByteArrayOutputStream packet = new ByteArrayOutputStream(bytes.length + 4);
    int left = bytes.length;
    for (; left > 0x7f; left >>>= 7) {
      packet.write((left & 0x7f) | 0x80);
    }
    packet.write(left);
    packet.write(bytes, 0, bytes.length);
    MqttProperties properties = new MqttProperties(OURS.clone());
    try {
      properties.decodeProperties(
          new DataInputStream(new ByteArrayInputStream(packet.toByteArray())));
    } catch (IOException | MqttException e) {
      throw new IllegalArgumentException("properties that no packet can have", e);
    }
    return properties;
  }

  /**
   * The expiry without the time that the message has waited here, as MQTT 5 wants it (section
   * 3.3.2.3.3), s. What has waited too long is sent all the same, since nothing is lost in silence,
   * with one second left: whoever listens there now gets it, and nobody later. A clock that does
   * not know the time says nothing about waiting.
   */
  private long left(long expiry, long came) {
    if (expiry <= 0 || !clock.trusted()) {
      return expiry;
    }
    long waited = Math.max(0, TimeUnit.MICROSECONDS.toSeconds(clock.micros() - came));
    return Math.max(1, expiry - waited);
  }

  private static byte[] said(PublishProperties said, long expiry) {
    ByteArrayOutputStream to = new ByteArrayOutputStream();
    if (said.format() >= 0) {
      to.write(FORMAT);
      to.write(said.format());
    }
    if (expiry >= 0) {
      to.write(EXPIRY);
      for (int shift = 24; shift >= 0; shift -= 8) {
        to.write((int) (expiry >>> shift));
      }
    }
    text(to, CONTENT_TYPE, said.contentType());
    text(to, RESPONSE_TOPIC, said.responseTopic());
    byte[] correlation = said.correlation();
    if (correlation != null) {
      to.write(CORRELATION);
      binary(to, correlation);
    }
    for (int i = 0; i < said.user().size(); i += 2) {
      byte[] pair = user(said.user().get(i), said.user().get(i + 1));
      to.write(pair, 0, pair.length);
    }
    return to.toByteArray();
  }

  private static byte[] joined(byte[] first, byte[] second, byte[] third) {
    byte[] all = new byte[first.length + second.length + third.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    System.arraycopy(third, 0, all, first.length + second.length, third.length);
    return all;
  }

  private static byte[] user(String name, String value) {
    ByteArrayOutputStream pair = new ByteArrayOutputStream();
    pair.write(USER);
    binary(pair, name.getBytes(StandardCharsets.UTF_8));
    binary(pair, value.getBytes(StandardCharsets.UTF_8));
    return pair.toByteArray();
  }

  private static void text(ByteArrayOutputStream to, int property, @Nullable String text) {
    if (text != null) {
      to.write(property);
      binary(to, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void binary(ByteArrayOutputStream to, byte[] bytes) {
    to.write(bytes.length >>> 8);
    to.write(bytes.length);
    to.write(bytes, 0, bytes.length);
  }
}
