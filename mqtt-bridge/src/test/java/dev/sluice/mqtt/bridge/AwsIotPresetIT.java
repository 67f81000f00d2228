package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.mqtt.bridge.Certificates.Signed;
import dev.sluice.uplink.Delivery;
import dev.sluice.uplink.Delivery.Delivered;
import dev.sluice.uplink.Delivery.Poison;
import dev.sluice.uplink.Delivery.Refused;
import dev.sluice.uplink.Delivery.Rejected;
import dev.sluice.uplink.Lane;
import dev.sluice.uplink.Parcel;
import dev.sluice.uplink.Uplink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code preset: aws-iot} against a mosquitto with the TLS, topics and rules of AWS IoT Core. */
class AwsIotPresetIT {

  private static final String HOST = "a1b2c3d4e5-ats.iot.eu-central-1.amazonaws.com";

  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private Certificates authority;
  private AwsMosquitto aws;
  private Signed thing;

  private <T extends AutoCloseable> T opened(T one) {
    open.add(one);
    return one;
  }

  @BeforeEach
  void prepare() throws Exception {
    authority = new Certificates(folder, "authority");
    thing = authority.client("plant-certificate");
    aws = new AwsMosquitto(folder, authority, HOST);
    opened(aws.mosquitto());
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private Subscriber started() throws Exception {
    aws.mosquitto().start();
    return opened(new Subscriber(aws.mosquitto().port()));
  }

  /** An uplink that finds the broker under the name that AWS would give it. */
  private Uplink uplink(String keys) {
    MqttSettings settings =
        Written.settings("url: " + HOST + ":" + aws.port() + "\n" + aws.keys(thing) + keys);
    return opened(
        new MqttUplinkFactory(host -> List.of(InetAddress.getLoopbackAddress()))
            .open("cloud", settings, RealTime.surroundings()));
  }

  private long connections() throws IOException {
    return aws.mosquitto().log().lines().filter(line -> line.contains(" as plant (")).count();
  }

  @Test
  void aReadingArrivesUnderTheNameOfTheThing() throws Exception {
    Subscriber backend = started();
    assertThat(uplink("").deliver(List.of(Parcels.of("line/oven/t", 21.5))))
        .isInstanceOf(Delivered.class);
    await().until(() -> !backend.received().isEmpty());
    Subscriber.Received only = backend.received().getFirst();
    assertThat(only.topic()).isEqualTo("plant/line/oven/t");
    assertThat(only.payload()).contains("\"value\":21.5");
    assertThat(only.properties()).containsEntry("gateway", "plant").containsEntry("seq", "7");
    assertThat(aws.mosquitto().log())
        .as("MQTT 5, with the certificate's name as the user")
        .contains(" as plant (p5, c1, k30, u'plant-certificate')");
  }

  @Test
  void mqtt311IsTakenToo() throws Exception {
    Subscriber backend = started();
    assertThat(uplink("version: 3.1.1\n").deliver(Parcels.counting("oven/t", 0, 250, Lane.LIVE)))
        .isInstanceOf(Delivered.class);
    await().until(() -> backend.received().size() == 250);
  }

  @Test
  void aTopicForARuleGoesPastTheLimitsOfOthers() throws Exception {
    Subscriber backend = started();
    Uplink uplink = uplink("topic: $aws/rules/ingest/{gateway}/{device}/{signal}\n");
    // With what stands before it, it has ten slashes.
    assertThat(uplink.deliver(List.of(Parcels.of("a/b/c/d/e/f/t", 1))))
        .isInstanceOf(Delivered.class);
    await()
        .untilAsserted(
            () ->
                assertThat(aws.mosquitto().log())
                    .contains("Received PUBLISH from plant")
                    .contains("'$aws/rules/ingest/plant/a/b/c/d/e/f/t'"));
    assertThat(backend.received()).isEmpty();
  }

  @Test
  void whatAwsWouldNotTakeIsSetAsideBeforeItIsSent() throws Exception {
    Subscriber backend = started();
    Uplink uplink = uplink("");
    List<Parcel> batch =
        List.of(
            Parcels.of("oven/a", 1),
            Parcels.of("a/b/c/d/e/f/g/too-deep", 2),
            Parcels.of("oven/" + "x".repeat(250), 3),
            Parcels.text("oven/log", "x".repeat(130 * 1024)),
            Parcels.of("oven/b", 4));
    Delivery delivery = uplink.deliver(batch);
    assertThat(delivery).isInstanceOf(Poison.class);
    assertThat(((Poison) delivery).why())
        .containsOnlyKeys(1, 2, 3)
        .hasEntrySatisfying(1, why -> assertThat(why).contains("8 slashes", "at most 7", "topic"))
        .hasEntrySatisfying(2, why -> assertThat(why).contains("261 bytes", "at most 256"))
        .hasEntrySatisfying(3, why -> assertThat(why).contains("at most 131072"));
    await().until(() -> backend.received().size() == 2);
    assertThat(connections()).isEqualTo(1);
  }

  @Test
  void aMessageOfManyReadingsThatIsTooLargeIsTriedWithFewer() throws Exception {
    started();
    Uplink uplink = uplink("per: device\n");
    String half = "x".repeat(70 * 1024);
    List<Parcel> both = List.of(Parcels.text("oven/a", half), Parcels.text("oven/b", half));
    Delivery delivery = uplink.deliver(both);
    assertThat(delivery).isInstanceOf(Rejected.class);
    assertThat(((Rejected) delivery).why()).contains("at most 131072");
    assertThat(uplink.deliver(both.subList(0, 1))).isInstanceOf(Delivered.class);
    assertThat(uplink.deliver(both.subList(1, 2))).isInstanceOf(Delivered.class);
  }

  @Test
  void aThingThatThePolicyDoesNotLetConnectIsToldWhatToAllow() throws Exception {
    aws.mosquitto().with("clientid_prefixes other-");
    aws.mosquitto().start();
    Delivery delivery = uplink("").probe();
    assertThat(delivery).isInstanceOf(Refused.class);
    assertThat(((Refused) delivery).why())
        .contains("client id plant", "iot:Connect", "write the thing's name in clientId");
  }

  @Test
  void aTopicThatThePolicyDoesNotAllowIsSetAsideAlone() throws Exception {
    aws.mayNot("plant/oven/secret");
    Subscriber backend = started();
    Delivery delivery =
        uplink("")
            .deliver(
                List.of(
                    Parcels.of("oven/a", 1),
                    Parcels.of("oven/secret", 2),
                    Parcels.of("oven/b", 3)));
    assertThat(delivery).as(aws.mosquitto().log()).isInstanceOf(Poison.class);
    assertThat(((Poison) delivery).why()).containsOnlyKeys(1);
    await().until(() -> backend.received().size() == 2);
  }

  @Test
  void atTheDefaultPaceNothingIsBeyondWhatAwsTakesInASecond() throws Exception {
    Subscriber backend = started();
    Uplink uplink = uplink("");
    assertThat(uplink.probe()).isInstanceOf(Delivered.class);
    long begun = System.nanoTime();
    assertThat(uplink.deliver(Parcels.counting("oven/t", 0, 280, Lane.LIVE)))
        .isInstanceOf(Delivered.class);
    assertThat(System.nanoTime() - begun).isGreaterThan(2_900_000_000L);
    await().until(() -> backend.received().size() == 280);
  }

  /** What a device said in TLS before anything else. */
  private record Hello(List<String> protocols, List<String> names, String subject) {}

  @Test
  void onPort443TheHandshakeNamesTheProtocolTheHostAndTheThing() throws Exception {
    BlockingQueue<Hello> hellos = new LinkedBlockingQueue<>();
    try (SSLServerSocket server = tlsServer()) {
      Thread.ofVirtual().start(() -> greet(server, hellos));
      MqttSettings settings = Written.settings("url: " + HOST + ":443\n" + aws.keys(thing));
      Address address = settings.addresses().getFirst();
      Terms terms = Terms.of(settings, RealTime.surroundings(), "cloud");
      assertThat(address.port()).isEqualTo(443);
      // Only the port is another than the one in the address.
      try (Socket raw = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
          SSLSocket socket =
              new Tls(settings, new RealTime(true)).over(raw, address, terms.protocol(address))) {
        assertThat(socket.getApplicationProtocol()).isEqualTo("x-amzn-mqtt-ca");
        assertThat(hellos.poll(20, TimeUnit.SECONDS))
            .isEqualTo(new Hello(List.of("x-amzn-mqtt-ca"), List.of(HOST), "CN=plant-certificate"));
      }
    }
  }

  private SSLServerSocket tlsServer() throws Exception {
    Signed own = authority.server("front", HOST);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "own",
        Pem.key("key", own.keyFile()),
        new char[0],
        Pem.certificates("cert", own.file()).toArray(X509Certificate[]::new));
    keys.setCertificateEntry("authority", Pem.certificates("ca", authority.file()).getFirst());
    KeyManagerFactory ours = KeyManagerFactory.getInstance("PKIX");
    ours.init(keys, new char[0]);
    javax.net.ssl.TrustManagerFactory theirs =
        javax.net.ssl.TrustManagerFactory.getInstance("PKIX");
    theirs.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(ours.getKeyManagers(), theirs.getTrustManagers(), null);
    SSLServerSocket server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
    server.setNeedClientAuth(true);
    return server;
  }

  private static void greet(SSLServerSocket server, BlockingQueue<Hello> hellos) {
    try (SSLSocket socket = (SSLSocket) server.accept()) {
      List<String> protocols = new ArrayList<>();
      socket.setHandshakeApplicationProtocolSelector(
          (own, offered) -> {
            protocols.addAll(offered);
            return offered.getFirst();
          });
      socket.startHandshake();
      ExtendedSSLSession session = (ExtendedSSLSession) socket.getSession();
      List<String> names =
          session.getRequestedServerNames().stream()
              .map(name -> ((SNIHostName) name).getAsciiName())
              .toList();
      X509Certificate shown = (X509Certificate) session.getPeerCertificates()[0];
      hellos.add(new Hello(protocols, names, shown.getSubjectX500Principal().getName()));
      socket.getInputStream().read();
    } catch (IOException e) {
      // Then nothing was heard, and the test says so.
    }
  }
}
