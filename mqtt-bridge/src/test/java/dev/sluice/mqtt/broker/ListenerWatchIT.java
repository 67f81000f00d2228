package dev.sluice.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.MqttSection.Listen;
import dev.sluice.gateway.GatewayView.Condition;
import dev.sluice.gateway.GatewayView.Health.Check;
import dev.sluice.time.WallClock;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Health sees whether anybody is behind the listeners. */
class ListenerWatchIT {

  private static final long SECOND = 1_000_000_000;

  private static Listen tcp(int port) {
    return new Listen(port, "127.0.0.1", false, false, false);
  }

  private static Listen webSocket(int port) {
    return new Listen(port, "127.0.0.1", false, true, false);
  }

  @Test
  void aRunningBrokerAnswersOnAllOfThem(@TempDir Path folder) throws Exception {
    try (TestBroker box = new TestBroker(folder)) {
      assertThat(box.broker.check().condition()).isEqualTo(Condition.DOWN);
      box.start();
      assertThat(box.broker.check().condition()).isEqualTo(Condition.UP);
      List<Listen> listeners = List.of(tcp(box.port), webSocket(box.webSocketPort));
      assertThat(new ListenerWatch(listeners, new TestClock()).look())
          .isEqualTo(new Check(Condition.UP, ""));
      assertThat(box.troubles.newestFirst()).isEmpty();
      box.broker.close();
      assertThat(box.broker.check().condition()).isEqualTo(Condition.DOWN);
      assertThat(new ListenerWatch(listeners, new TestClock()).look().condition())
          .isEqualTo(Condition.DOWN);
    }
  }

  @Test
  void oneThatTakesConnectionsAndSaysNothingIsNamed(@TempDir Path folder) throws Exception {
    try (TestBroker box = new TestBroker(folder).start();
        ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Check check =
          new ListenerWatch(List.of(tcp(box.port), tcp(deaf.getLocalPort())), new TestClock())
              .look();
      assertThat(check.condition()).isEqualTo(Condition.DEGRADED);
      assertThat(check.cause())
          .contains("127.0.0.1:" + deaf.getLocalPort())
          .doesNotContain(":" + box.port);
    }
  }

  @Test
  void whoAsksNeverWaitsAndAskingOftenKnocksSeldom() throws Exception {
    int port = TestBroker.freePorts(1).getFirst();
    AtomicLong nanos = new AtomicLong();
    ListenerWatch watch =
        new ListenerWatch(
            List.of(tcp(port)),
            new WallClock() {
              @Override
              public long micros() {
                return 0;
              }

              @Override
              public long nanos() {
                return nanos.get();
              }

              @Override
              public boolean trusted() {
                return true;
              }
            });
    nanos.set(9 * SECOND);
    assertThat(watch.check().condition()).isEqualTo(Condition.UP);
    nanos.set(10 * SECOND);
    await().until(() -> watch.check().condition() == Condition.DOWN);
    // It is not looked at again before ten more seconds have passed.
    try (ServerSocket back = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
      nanos.set(19 * SECOND);
      assertThat(watch.check().condition()).isEqualTo(Condition.DOWN);
      Thread answering =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      back.accept().close();
                    } catch (java.io.IOException e) {
                      throw new AssertionError(e);
                    }
                  });
      nanos.set(21 * SECOND);
      await().until(() -> watch.check().condition() == Condition.UP);
      answering.join();
    }
  }
}
