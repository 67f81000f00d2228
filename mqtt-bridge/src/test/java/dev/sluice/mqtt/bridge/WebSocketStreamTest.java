package dev.sluice.mqtt.bridge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.uplink.Delivery;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketStreamTest {

  private static final Address ADDRESS = Address.parse("ws://b.example:8080/mqtt");

  /** With these bytes the key, and so the right answer, is always the same. */
  private static final SecureRandom ZEROS =
      new SecureRandom() {
        @Override
        public void nextBytes(byte[] bytes) {
          java.util.Arrays.fill(bytes, (byte) 0);
        }
      };

  private static final String YES =
      """
      HTTP/1.1 101 Switching Protocols\r
      upgrade: WebSocket\r
      Connection: keep-alive, Upgrade\r
      Sec-WebSocket-Accept: ICX+Yqv66kxgM0FcWaLWlFLwTAI=\r
      Sec-WebSocket-Protocol: mqtt\r
      \r
      """;

  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

  private WebSocketStream open(String head, int... frames) throws Exception {
    byte[] bytes = new byte[frames.length];
    for (int i = 0; i < frames.length; i++) {
      bytes[i] = (byte) frames[i];
    }
    InputStream in =
        new SequenceInputStream(
            new ByteArrayInputStream(head.getBytes(ISO_8859_1)), new ByteArrayInputStream(bytes));
    return WebSocketStream.open(ADDRESS, in, sent, ZEROS);
  }

  @Test
  void asksForMqtt() throws Exception {
    open(YES);
    assertThat(sent.toString(ISO_8859_1))
        .startsWith("GET /mqtt HTTP/1.1\r\nHost: b.example:8080\r\n")
        .contains("\r\nSec-WebSocket-Protocol: mqtt\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void readsThroughFragmentsAndPings() throws Exception {
    WebSocketStream stream =
        open(YES, 0x02, 2, 1, 2, 0x89, 1, 'p', 0x8A, 0, 0x80, 1, 3, 0x82, 126, 0, 1, 4, 0x88, 0);
    sent.reset();
    assertThat(stream.input().readAllBytes()).containsExactly(1, 2, 3, 4);
    assertThat(sent.toByteArray()).containsExactly(0x8A, 0x81, 0, 0, 0, 0, 'p');
  }

  @ParameterizedTest
  @CsvSource({"1, 7", "125, 131", "126, 134", "65535, 65543", "65536, 65550"})
  void sendsOneMaskedFrameForEachWrite(int length, int whole) throws Exception {
    WebSocketStream stream = open(YES);
    sent.reset();
    stream.output().write(new byte[length]);
    assertThat(sent.size()).isEqualTo(whole);
    assertThat(sent.toByteArray()[0]).isEqualTo((byte) 0x82);
  }

  @Test
  void endsWithinAFrameAreFailures() throws Exception {
    InputStream cut = open(YES, 0x82, 5, 1).input();
    assertThat(cut.read()).isEqualTo(1);
    assertThatThrownBy(cut::read).isInstanceOf(IOException.class);
    InputStream text = open(YES, 0x81, 1, 'x').input();
    assertThatThrownBy(text::read).hasMessageContaining("not binary");
    InputStream masked = open(YES, 0x82, 0x81, 0).input();
    assertThatThrownBy(masked::read).isInstanceOf(IOException.class);
  }

  @Test
  void tellsWhoElseAnswers() {
    assertThatThrownBy(() -> open("HTTP/1.1 404 Not Found\r\n\r\n"))
        .hasMessageContaining("404")
        .isInstanceOfSatisfying(
            UnreachableException.class,
            e -> assertThat(e.verdict()).isInstanceOf(Delivery.Retry.class));
    assertThatThrownBy(() -> open("HTTP/1.1 403 Forbidden\r\n\r\n"))
        .isInstanceOfSatisfying(
            UnreachableException.class,
            e -> assertThat(e.verdict()).isInstanceOf(Delivery.Refused.class));
    assertThatThrownBy(() -> open("220 mail.example ESMTP\r\n\r\n"))
        .hasMessageContaining("does not speak HTTP");
    assertThatThrownBy(() -> open(YES.replace("ICX", "ABC"))).hasMessageContaining("not for MQTT");
    assertThatThrownBy(() -> open(YES.replace("Protocol: mqtt", "Protocol: chat")))
        .hasMessageContaining("not for MQTT");
  }
}
