package dev.sluice.mqtt.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.access.CertificateIdentity;
import dev.sluice.access.DataFolder;
import dev.sluice.access.GatewayCertificate;
import dev.sluice.config.MqttSection.Anonymous;
import dev.sluice.config.MqttSection.Listen;
import dev.sluice.gateway.GatewayView.Condition;
import dev.sluice.meters.TroubleBook;
import dev.sluice.mqtt.broker.RawClient.Login;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** MQTT over TLS, with the gateway's own certificate. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsIT {

  private final FakeIntake intake = new FakeIntake();
  private final List<Integer> ports = TestBroker.freePorts(2);
  private final List<Listen> listeners =
      List.of(
          new Listen(ports.get(0), "127.0.0.1", true, false, false),
          new Listen(ports.get(1), "127.0.0.1", true, true, false));
  private Path data;
  private LocalBroker broker;
  private SSLContext trusting;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    data = folder.resolve("data");
    DataFolder dataFolder = DataFolder.open(data);
    SecureRandom random = new SecureRandom();
    GatewayCertificate certificate =
        GatewayCertificate.loadOrMake(
            dataFolder,
            new CertificateIdentity(
                "box", List.of("localhost"), List.of(InetAddress.getLoopbackAddress())),
            new TestClock(),
            random);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("box", certificate.certificate());
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    trusting = SSLContext.getInstance("TLS");
    trusting.init(null, managers.getTrustManagers(), null);
    broker =
        new LocalBroker(
            TestBroker.section(Anonymous.LOOPBACK, listeners),
            dataFolder.folder("broker"),
            intake,
            new FakeDecoder(),
            new FakeKeys(),
            FakeState.EMPTY,
            new TestClock(),
            new TroubleBook(10),
            certificate,
            random);
    broker.start();
  }

  @AfterAll
  void stop() {
    broker.close();
    intake.close();
  }

  @Test
  void aClientThatTrustsTheCertificatePublishes() throws Exception {
    SSLSocket socket =
        (SSLSocket) trusting.getSocketFactory().createSocket("localhost", ports.get(0));
    try (RawClient client = new RawClient(socket)) {
      assertThat(client.login(Login.v5("tls")).body()[1]).isZero();
      client.publish("plant/a", "1", 1, 1);
      assertThat(client.expectAck(RawClient.PUBACK, 1)).isLessThan(0x80);
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
    }
    assertThat(intake.readings("tls")).hasSize(1);
  }

  @Test
  void overAWebSocketToo() throws Exception {
    CompletableFuture<Byte> code = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer packet, boolean last) {
            code.complete(packet.get(3)); // CONNACK: type, length, flags, code
            return WebSocket.Listener.super.onBinary(socket, packet, last);
          }
        };
    try (HttpClient http = HttpClient.newBuilder().sslContext(trusting).build()) {
      WebSocket socket =
          http.newWebSocketBuilder()
              .subprotocols("mqtt")
              .buildAsync(URI.create("wss://localhost:" + ports.get(1) + "/mqtt"), listener)
              .get(10, TimeUnit.SECONDS);
      byte[] connect = {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 1, 'w'};
      socket.sendBinary(ByteBuffer.wrap(connect), true).get(10, TimeUnit.SECONDS);
      assertThat(code.get(10, TimeUnit.SECONDS)).isZero();
      socket.abort();
    }
  }

  @Test
  void aClientThatDoesNotTrustItGoesAway() throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            SSLContext.getDefault().getSocketFactory().createSocket("localhost", ports.get(0))) {
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void plainMqttIsNotUnderstoodThere() throws Exception {
    try (RawClient client = new RawClient(new Socket("localhost", ports.get(0)))) {
      assertThat(client.login(Login.v3("plain")).type()).isNotEqualTo(RawClient.CONNACK);
    }
  }

  @Test
  void healthKnowsTheseListenersToo() {
    assertThat(new ListenerWatch(listeners, new TestClock()).look().condition())
        .isEqualTo(Condition.UP);
  }

  @Test
  void theKeyStoreIsForTheOwnerAndItsPasswordNowhere() throws Exception {
    Path file = data.resolve("broker/key.p12");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(data.resolve("broker/conf/config.xml")))
        .contains("<password>${sluice.broker.keystore}</password>");
    assertThat(System.getProperty("sluice.broker.keystore")).isNull();
  }
}
