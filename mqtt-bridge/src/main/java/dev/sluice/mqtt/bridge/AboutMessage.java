package dev.sluice.mqtt.bridge;

import dev.sluice.uplink.Lane;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The user properties of MQTT 5 that tell where a message comes from, as they stand in a packet.
 */
final class AboutMessage implements Express.About {

  private static final int USER_PROPERTY = 0x26;

  private final byte[] always;
  private final byte[] backfill = pair("backfill", "true");

  /** Of a gateway, since this start of it. */
  AboutMessage(String gateway, String boot) {
    byte[] first = pair("gateway", gateway);
    byte[] second = pair("boot", boot);
    this.always = joined(first, second, new byte[0]);
  }

  @Override
  public byte[] of(Message message) {
    byte[] seq = message.seq() < 0 ? new byte[0] : pair("seq", Long.toString(message.seq()));
    return joined(always, seq, message.lane() == Lane.BACKFILL ? backfill : new byte[0]);
  }

  private static byte[] joined(byte[] first, byte[] second, byte[] third) {
    byte[] all = new byte[first.length + second.length + third.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    System.arraycopy(third, 0, all, first.length + second.length, third.length);
    return all;
  }

  private static byte[] pair(String name, String value) {
    ByteArrayOutputStream pair = new ByteArrayOutputStream();
    pair.write(USER_PROPERTY);
    text(pair, name);
    text(pair, value);
    return pair.toByteArray();
  }

  private static void text(ByteArrayOutputStream to, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    to.write(bytes.length >>> 8);
    to.write(bytes.length);
    to.write(bytes, 0, bytes.length);
  }
}
