package dev.sluice.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.MqttSection.Anonymous;
import dev.sluice.mqtt.broker.FakeIntake.Fate;
import dev.sluice.mqtt.broker.RawClient.Login;
import dev.sluice.pipeline.Outcome;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting and stopping. */
class LocalBrokerIT {

  @Test
  void aPortInUseIsNamedAndNothingIsLeftRunning(@TempDir Path folder) throws Exception {
    List<Integer> ports = TestBroker.freePorts(2);
    try (ServerSocket _ = new ServerSocket(ports.get(1), 1, InetAddress.getLoopbackAddress());
        TestBroker box = new TestBroker(folder, FakeState.EMPTY, Anonymous.LOOPBACK, ports)) {
      assertThatThrownBy(box::start)
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("port " + ports.get(1))
          .hasMessageContaining("mqtt.listen");
      assertThatThrownBy(() -> new RawClient(ports.get(0)).close()).isInstanceOf(Exception.class);
    }
  }

  @Test
  void startsAndStopsAndStartsAgainInOneProcess(@TempDir Path folder) throws Exception {
    Thread.UncaughtExceptionHandler handler = (thread, failure) -> {};
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(handler);
    List<Integer> ports = TestBroker.freePorts(2);
    Path own = folder.resolve("broker");
    try (TestBroker box = new TestBroker(folder, FakeState.EMPTY, Anonymous.LOOPBACK, ports)) {
      Files.createDirectories(own.resolve("data/left/over"));
      Files.writeString(own.resolve("data/left/over/file"), "x");
      box.start();
      assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(handler);
      assertThat(own.resolve("data/left")).doesNotExist();
      RawClient.connected(box.port, Login.v3("first")).close();
      box.broker.close();
      assertThatThrownBy(() -> new RawClient(box.port).close()).isInstanceOf(Exception.class);

      box.broker.start();
      try (RawClient client = RawClient.connected(box.port, Login.v3("second"))) {
        client.publish("a/b", "1", 1, 1);
        client.expectAck(RawClient.PUBACK, 1);
      }
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(own);
    }
  }

  @Test
  void aHeldAcknowledgementNeitherDelaysTheStopNorLeaves(@TempDir Path folder) throws Exception {
    TestBroker box = new TestBroker(folder).start();
    box.intake.fate(Fate.HOLD);
    try (RawClient client = RawClient.connected(box.port, Login.v3("held"))) {
      client.publish("a/b", "1", 1, 1);
      await().until(() -> box.intake.held() == 1);

      box.broker.close();

      client.expectEnd();
      box.intake.settleHeld(Outcome.STORED);
    }
    // A timer that waits for a hold would keep the process alive.
    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().startsWith("extension-timeout")));
    box.close();
  }

  @Test
  void nobodyIsAnonymousWhenTheConfigurationSaysNever(@TempDir Path folder) throws Exception {
    try (TestBroker box =
        new TestBroker(folder, FakeState.EMPTY, Anonymous.NEVER, TestBroker.freePorts(2))) {
      box.start();
      try (RawClient client = new RawClient(box.port)) {
        assertThat(client.login(Login.v3("local")).body()[1]).isEqualTo((byte) 5);
      }
    }
  }
}
