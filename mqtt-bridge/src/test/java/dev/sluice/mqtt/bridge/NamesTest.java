package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.uplink.Delivery;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NamesTest {

  @Test
  void aNameServerThatHangsIsAskedOnceAndWaitedForInBounds() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    Names names =
        new Names(
            host -> {
              asked.incrementAndGet();
              try {
                answer.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return List.of(InetAddress.getLoopbackAddress());
            });
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> names.find("slow.example", Duration.ofMillis(50)))
          .isInstanceOf(UnreachableException.class)
          .hasMessageContaining("slow.example")
          .hasMessageContaining("resolv.conf");
    }
    assertThat(asked).hasValue(1);
    answer.countDown();
    assertThat(names.find("slow.example", Duration.ofSeconds(20))).hasSize(1);
  }

  @Test
  void anUnknownHostMayBeKnownLater() {
    Names names =
        new Names(
            host -> {
              throw new UnknownHostException(host);
            });
    assertThatThrownBy(() -> names.find("nowhere.example", Duration.ofSeconds(20)))
        .isInstanceOfSatisfying(
            UnreachableException.class,
            e -> assertThat(e.verdict()).isInstanceOf(Delivery.Retry.class))
        .hasMessageContaining("nowhere.example");
  }
}
