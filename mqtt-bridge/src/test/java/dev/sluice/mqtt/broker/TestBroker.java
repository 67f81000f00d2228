package dev.sluice.mqtt.broker;

import dev.sluice.config.ByteSize;
import dev.sluice.config.MqttSection;
import dev.sluice.config.MqttSection.Anonymous;
import dev.sluice.config.MqttSection.Listen;
import dev.sluice.gateway.GatewayView.Meter;
import dev.sluice.meters.TroubleBook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A real broker on free ports, with fakes around it. */
final class TestBroker implements AutoCloseable {

  static final int PACKET_LIMIT = 64 * 1024;

  final FakeIntake intake = new FakeIntake();
  final FakeKeys keys = new FakeKeys();
  final TroubleBook troubles = new TroubleBook(100);
  final LocalBroker broker;
  final int port;
  final int webSocketPort;

  TestBroker(Path folder) {
    this(folder, FakeState.EMPTY);
  }

  TestBroker(Path folder, FakeState state) {
    this(folder, state, Anonymous.LOOPBACK, freePorts(2));
  }

  TestBroker(Path folder, FakeState state, Anonymous anonymous, List<Integer> ports) {
    this(folder, state, anonymous, ports, false);
  }

  TestBroker(
      Path folder, FakeState state, Anonymous anonymous, List<Integer> ports, boolean proxy) {
    port = ports.get(0);
    webSocketPort = ports.get(1);
    MqttSection section =
        section(
            anonymous,
            List.of(
                new Listen(port, "127.0.0.1", false, false, proxy),
                new Listen(webSocketPort, "127.0.0.1", false, true, false)));
    broker =
        new LocalBroker(
            section,
            folder.resolve("broker"),
            intake,
            new FakeDecoder(),
            keys,
            state,
            new TestClock(),
            troubles,
            null,
            new Random(1));
  }

  static MqttSection section(Anonymous anonymous, List<Listen> listen) {
    return new MqttSection(
        listen,
        anonymous,
        List.of(),
        new MqttSection.Limits(500, new ByteSize(PACKET_LIMIT), 1000, 1000, new ByteSize(1 << 20)));
  }

  TestBroker start() throws BrokerException {
    broker.start();
    return this;
  }

  double meter(String name) {
    return broker.meters().stream()
        .filter(meter -> meter.name().equals(name))
        .mapToDouble(Meter::value)
        .sum();
  }

  /** Ports that are free now. */
  static List<Integer> freePorts(int count) {
    ServerSocket[] sockets = new ServerSocket[count];
    try {
      Integer[] ports = new Integer[count];
      for (int i = 0; i < count; i++) {
        sockets[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ports[i] = sockets[i].getLocalPort();
      }
      for (ServerSocket socket : sockets) {
        socket.close();
      }
      return List.of(ports);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    broker.close();
    intake.close();
  }
}
