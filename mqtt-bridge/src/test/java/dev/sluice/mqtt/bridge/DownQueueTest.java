package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DownQueueTest {

  private final DownQueue queue = new DownQueue();

  private static Incoming message(int qos, int bytes) {
    return new Incoming(
        "t", new byte[bytes], qos, false, List.of(), null, -1, null, null, () -> {});
  }

  private int fill(int qos, int bytes) {
    int count = 0;
    while (count < 10_000 && queue.offer(message(qos, bytes), 0)) {
      count++;
    }
    return count;
  }

  @Test
  void aFloodLeavesRoomForThoseThatWantAConfirmation() {
    assertThat(fill(0, 1)).isEqualTo(DownQueue.ROOM_FOR_OTHERS);
    assertThat(fill(1, 1)).isEqualTo(DownQueue.ROOM);
  }

  @Test
  void itIsBoundedInBytes() throws Exception {
    assertThat(fill(1, Downlink.MAX_PAYLOAD))
        .isEqualTo((int) (DownQueue.MAX_BYTES / Downlink.MAX_PAYLOAD));
    assertThat(queue.poll(0)).isNotNull();
    assertThat(fill(1, Downlink.MAX_PAYLOAD)).isEqualTo(1);
  }

  @Test
  void whatCameFirstGoesFirst() throws Exception {
    Incoming first = message(0, 1);
    Incoming second = message(1, 1);
    queue.offer(first, 5);
    queue.offer(second, 6);
    assertThat(queue.poll(0)).isEqualTo(new DownQueue.Waiting(first, 5));
    assertThat(queue.poll(0)).isEqualTo(new DownQueue.Waiting(second, 6));
    assertThat(queue.poll(0)).isNull();
  }
}
