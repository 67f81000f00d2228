package dev.sluice.mqtt.bridge;

import dev.sluice.model.PublishProperties;
import dev.sluice.uplink.Lane;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a message says of itself in MQTT 5, as it stands in a packet (section 2.2.2): what the
 * publisher of a raw one has said, and where it comes from.
 */
final class AboutMessage implements Express.About {

  private static final int FORMAT = 0x01;
  private static final int EXPIRY = 0x02;
  private static final int CONTENT_TYPE = 0x03;
  private static final int RESPONSE_TOPIC = 0x08;
  private static final int CORRELATION = 0x09;
  private static final int USER = 0x26;

  private final byte[] always;
  private final byte[] backfill = user("backfill", "true");

  /** Of a gateway, since this start of it. */
  AboutMessage(String gateway, String boot) {
    this.always = joined(new byte[0], user("gateway", gateway), user("boot", boot));
  }

  @Override
  public byte[] of(Message message) {
    byte[] seq = message.seq() < 0 ? new byte[0] : user("seq", Long.toString(message.seq()));
    byte[] own = joined(always, seq, message.lane() == Lane.BACKFILL ? backfill : new byte[0]);
    PublishProperties said = message.properties();
    return said == null ? own : joined(said(said), own, new byte[0]);
  }

  private static byte[] said(PublishProperties said) {
    ByteArrayOutputStream to = new ByteArrayOutputStream();
    if (said.format() >= 0) {
      to.write(FORMAT);
      to.write(said.format());
    }
    if (said.expiry() >= 0) {
      to.write(EXPIRY);
      for (int shift = 24; shift >= 0; shift -= 8) {
        to.write((int) (said.expiry() >>> shift));
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
