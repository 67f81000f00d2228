package dev.sluice.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stands in the journal: wills, properties, hashes. */
class NotesTest {

  @Test
  void aWillComesBackAsItWas() throws Exception {
    MessageProperties properties =
        new MessageProperties(
            1,
            "text/plain",
            "answer",
            new byte[] {1, 2},
            60,
            1_000_060_000_000L,
            List.of("a", "b", "a", "ü"));
    Will will =
        new Will("plant/ü", 2, true, 0xFFFF_FFFFL, new byte[] {0, -1, 7}, properties, "press");
    Will back = Will.decode(will.encode());
    assertThat(back).usingRecursiveComparison().isEqualTo(will);
    Will bare = new Will("t", 0, false, 0, new byte[0], MessageProperties.NONE, null);
    assertThat(Will.decode(bare.encode())).usingRecursiveComparison().isEqualTo(bare);
  }

  @Test
  void aDamagedOrNewerWillIsRefusedNotGuessed() {
    byte[] good = new Will("t", 0, false, 0, new byte[5], MessageProperties.NONE, null).encode();
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> Will.decode(cut)).isInstanceOf(IOException.class);
    }
    byte[] newer = good.clone();
    newer[0] = 2;
    assertThatThrownBy(() -> Will.decode(newer)).hasMessageContaining("version 2");
  }

  @Test
  void anExpiryRunsOnAcrossARestart() {
    MessageProperties properties =
        new MessageProperties(-1, null, null, null, 60, 100_000_000, List.of());
    assertThat(properties.secondsLeft(40_000_000)).isEqualTo(60);
    assertThat(properties.secondsLeft(99_000_000)).isEqualTo(1);
    assertThat(properties.secondsLeft(100_000_000)).isZero();
    assertThat(properties.secondsLeft(200_000_000)).isZero();
    assertThat(MessageProperties.NONE.secondsLeft(Long.MAX_VALUE)).isEqualTo(-1);
  }

  @Test
  void theHashOfAPublishNeverChanges() {
    // These stand in journals.
    assertThat(hash("plant/a", "21.5")).isEqualTo(HASH_SHORT);
    assertThat(hash("plant/a", "{\"temperature\":21.5}")).isEqualTo(HASH_LONG);
    assertThat(hash("", "")).isEqualTo(HASH_EMPTY);
  }

  @Test
  void theHashTellsTopicPayloadAndLengthApart() {
    assertThat(
            List.of(
                hash("a", "1"),
                hash("b", "1"),
                hash("a", "2"),
                hash("a", ""),
                hash("a", "\0"),
                hash("a", "\0\0"),
                hash("a", "12345678"),
                hash("a", "123456789")))
        .doesNotHaveDuplicates();
  }

  @Test
  void theHashReadsFromPositionToLimitInAnyOrderAndMovesNothing() {
    ByteBuffer inside = ByteBuffer.wrap("xx21.5yy".getBytes(StandardCharsets.UTF_8));
    inside.position(2).limit(6).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(PayloadHash.of("plant/a", inside.asReadOnlyBuffer())).isEqualTo(HASH_SHORT);
    assertThat(PayloadHash.of("plant/a", inside)).isEqualTo(HASH_SHORT);
    assertThat(inside.position()).isEqualTo(2);
  }

  private static final long HASH_SHORT = 341366722550556549L;
  private static final long HASH_LONG = -3350317508070268315L;
  private static final long HASH_EMPTY = 3831673242144371252L;

  private static long hash(String topic, String payload) {
    return PayloadHash.of(topic, ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)));
  }
}
