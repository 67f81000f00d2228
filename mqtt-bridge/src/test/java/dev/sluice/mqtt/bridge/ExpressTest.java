package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.mqtt.bridge.Client.Answer;
import dev.sluice.uplink.Lane;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExpressTest {

  private static final byte[] PING_REQUEST = {(byte) 0xC0, 0};
  private static final byte[] PING_RESPONSE = {(byte) 0xD0, 0};

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final List<Integer> codes = new ArrayList<>();
  private @Nullable Express made;

  private final Answer answer =
      new Answer() {
        @Override
        public void answered(int code) {
          codes.add(code);
        }

        @Override
        public void lost() {
          codes.add(-1);
        }
      };

  private Express express(
      int inflight, boolean retain, Express.@Nullable About about, byte[]... comes)
      throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] packet : comes) {
      all.write(packet);
    }
    Wire wire =
        new Wire(
            new Socket(), new ByteArrayInputStream(all.toByteArray()), written, new RealTime(true));
    Express express = new Express(wire, inflight, retain, about);
    made = express;
    return express;
  }

  @AfterEach
  void close() {
    if (made != null) {
      made.close();
    }
  }

  private static Message message(String topic, String payload) {
    return new Message(
        topic, payload.getBytes(StandardCharsets.UTF_8), 7, Lane.BACKFILL, List.of(0));
  }

  /** What Paho sends waits until it is written, and so for all that was put in before. */
  private byte[] written(Express express) throws IOException {
    OutputStream out = express.out();
    out.write(PING_REQUEST);
    out.flush();
    byte[] bytes = written.toByteArray();
    assertThat(Arrays.copyOfRange(bytes, bytes.length - 2, bytes.length)).isEqualTo(PING_REQUEST);
    return Arrays.copyOf(bytes, bytes.length - 2);
  }

  private static byte[] confirmation(int id, int... more) {
    byte[] packet = new byte[4 + more.length];
    packet[0] = 0x40;
    packet[1] = (byte) (2 + more.length);
    packet[2] = (byte) (id >>> 8);
    packet[3] = (byte) id;
    for (int i = 0; i < more.length; i++) {
      packet[4 + i] = (byte) more[i];
    }
    return packet;
  }

  @Test
  void aPublishOf311IsTopicIdAndPayload() throws Exception {
    Express express = express(10, false, null);
    express.publish(message("a/b", "21.5"), answer);
    assertThat(written(express))
        .containsExactly(0x32, 11, 0, 3, 'a', '/', 'b', 0xff, 0xff, '2', '1', '.', '5');
  }

  @Test
  void aPublishOf5SaysWhereItIsFrom() throws Exception {
    Express express = express(10, true, new AboutMessage("g", "b"));
    express.publish(message("t", "1"), answer);
    String text = new String(written(express), StandardCharsets.ISO_8859_1);
    String properties =
        "&\0\7gateway\0\1g" + "&\0\4boot\0\1b" + "&\0\3seq\0\0017" + "&\0\10backfill\0\4true";
    String rest = "\0\1t\u00ff\u00ff" + (char) properties.length() + properties + "1";
    assertThat(text).isEqualTo("3" + (char) rest.length() + rest);
  }

  @Test
  void lengthsBeyond127TakeFurtherBytes() throws Exception {
    Express express = express(10, false, null);
    express.publish(message("t", "x".repeat(20_000)), answer);
    byte[] packet = written(express);
    int length = 2 + 1 + 2 + 20_000;
    assertThat(packet).hasSize(1 + 3 + length);
    assertThat(packet[1] & 0xff).isEqualTo((length & 0x7f) | 0x80);
    assertThat(packet[2] & 0xff).isEqualTo(((length >> 7) & 0x7f) | 0x80);
    assertThat(packet[3] & 0xff).isEqualTo(length >> 14);
  }

  @Test
  void confirmationsAreTakenOutAndAllElsePassesOn() throws Exception {
    byte[] large = new byte[303];
    large[0] = 0x30;
    large[1] = (byte) ((300 & 0x7f) | 0x80);
    large[2] = 300 >> 7;
    Arrays.fill(large, 3, 303, (byte) 0x40);
    Express express =
        express(
            10,
            false,
            null,
            confirmation(65_535),
            PING_RESPONSE,
            confirmation(65_534, 0x87),
            large,
            confirmation(65_533, 0x10, 0),
            confirmation(12),
            PING_RESPONSE);
    for (int i = 0; i < 3; i++) {
      express.publish(message("t", "1"), answer);
    }
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    expected.write(PING_RESPONSE);
    expected.write(large);
    expected.write(PING_RESPONSE);
    assertThat(express.in().readAllBytes()).isEqualTo(expected.toByteArray());
    assertThat(codes).containsExactly(0, 0x87, 0x10);
  }

  @Test
  void aPacketOfPahosIsNeverTornApart() throws Exception {
    Express express = express(10, false, null);
    OutputStream out = express.out();
    out.write(PING_REQUEST, 0, 1);
    express.publish(message("t", "1"), answer);
    out.write(PING_REQUEST, 1, 1);
    out.flush();
    assertThat(written.toByteArray()).containsExactly(0x32, 6, 0, 1, 't', 0xff, 0xff, '1', 0xc0, 0);
  }

  @Test
  void anIdComesAgainOnlyOnceItIsConfirmed() throws Exception {
    Express express = express(2, false, null, confirmation(65_534));
    express.publish(message("t", "1"), answer);
    express.publish(message("t", "2"), answer);
    assertThatThrownBy(() -> express.publish(message("t", "3"), answer))
        .isInstanceOf(IOException.class);
    assertThat(express.in().read()).isEqualTo(-1);
    express.publish(message("t", "3"), answer);
    assertThat(written(express)).endsWith(0, 1, 't', 0xff, 0xfe, '3').hasSize(3 * 8);
  }

  @Test
  void aTopicThatIsNoneIsNotSent() throws Exception {
    Express express = express(10, false, null);
    for (String topic : List.of("", "a/+", "#", "a\0b", "x".repeat(65_536))) {
      assertThatThrownBy(() -> express.publish(message(topic, "1"), answer))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(written(express)).isEmpty();
  }

  @Test
  void nothingGoesOutAfterTheEnd() throws Exception {
    Express express = express(10, false, null);
    express.close();
    assertThatThrownBy(() -> express.publish(message("t", "1"), answer))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aStreamThatEndsWithinAPacketEndsForPahoToo() throws Exception {
    Express express = express(10, false, null, new byte[] {0x30, 10, 1, 2});
    assertThat(express.in().readAllBytes()).containsExactly(0x30, 10, 1, 2);
  }
}
