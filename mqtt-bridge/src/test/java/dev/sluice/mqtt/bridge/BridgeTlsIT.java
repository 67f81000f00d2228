package dev.sluice.mqtt.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.mqtt.bridge.Certificates.Signed;
import dev.sluice.uplink.Delivery;
import dev.sluice.uplink.Delivery.Delivered;
import dev.sluice.uplink.Delivery.Refused;
import dev.sluice.uplink.Delivery.Retry;
import dev.sluice.uplink.Uplink;
import dev.sluice.uplink.UplinkFactory.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** TLS to a mosquitto that has listeners with good and with bad certificates. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BridgeTlsIT {

  private Mosquitto mosquitto;
  private Certificates authority;
  private Certificates stranger;
  private Signed good;
  private int goodPort;
  private int expiredPort;
  private int futurePort;
  private int otherNamePort;
  private int mutualPort;
  private int securePort;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    authority = new Certificates(folder, "authority");
    stranger = new Certificates(folder, "stranger");
    mosquitto = new Mosquitto(folder).open();
    good = authority.server("broker", "127.0.0.1");
    goodPort = listener(good);
    expiredPort =
        listener(
            authority.sign(
                "old-broker", "127.0.0.1", Duration.ofDays(-9), Duration.ofDays(-2), "EC"));
    futurePort =
        listener(
            authority.sign(
                "new-broker", "127.0.0.1", Duration.ofDays(2), Duration.ofDays(9), "EC"));
    otherNamePort = listener(authority.server("other-broker", "other.example"));
    mutualPort = listener(authority.server("strict-broker", "127.0.0.1"));
    mosquitto.with("require_certificate true");
    securePort = listener(authority.server("web-broker", "127.0.0.1"));
    mosquitto.with("protocol websockets");
    mosquitto.start();
  }

  private int listener(Signed signed) throws Exception {
    int port = Mosquitto.freePort();
    mosquitto.with(
        "listener " + port + " 127.0.0.1",
        "cafile " + authority.file(),
        "certfile " + signed.file(),
        "keyfile " + signed.keyFile());
    return port;
  }

  @AfterAll
  void stop() {
    mosquitto.close();
  }

  private static Draft to(int port) {
    return Draft.to("mqtts://127.0.0.1:" + port);
  }

  private Draft trusting(int port) {
    return to(port).ca(authority.file());
  }

  private static Delivery deliver(Draft draft) throws Exception {
    return deliver(draft, RealTime.surroundings());
  }

  private static Delivery deliver(Draft draft, Surroundings surroundings) throws Exception {
    try (Uplink uplink = new MqttUplinkFactory().open("tls", draft.settings(), surroundings)) {
      Delivery delivery = uplink.deliver(List.of(Parcels.of("oven/t", 1)));
      assertThat(uplink.probe() instanceof Delivered).isEqualTo(delivery instanceof Delivered);
      return delivery;
    }
  }

  private static String refused(Draft draft) throws Exception {
    Delivery delivery = deliver(draft);
    assertThat(delivery).isInstanceOf(Refused.class);
    return ((Refused) delivery).why();
  }

  @Test
  void aPrivateAuthorityIsEnough() throws Exception {
    assertThat(deliver(trusting(goodPort))).isInstanceOf(Delivered.class);
    assertThat(deliver(trusting(goodPort).version("3.1.1"))).isInstanceOf(Delivered.class);
  }

  @Test
  void webSocketOverTls() throws Exception {
    assertThat(deliver(Draft.to("wss://127.0.0.1:" + securePort).ca(authority.file())))
        .isInstanceOf(Delivered.class);
  }

  @Test
  void anUnknownAuthorityIsNamed() throws Exception {
    assertThat(refused(to(goodPort))).contains("CN=broker", "CN=authority", "in ca");
    assertThat(refused(to(goodPort).ca(stranger.file()))).contains("CN=authority");
  }

  @Test
  void anExpiredCertificateIsNamed() throws Exception {
    assertThat(refused(trusting(expiredPort))).contains("CN=old-broker", "expired", "renew");
  }

  @Test
  void oneThatIsNotYetValidIsNamed() throws Exception {
    assertThat(refused(trusting(futurePort)))
        .contains("CN=new-broker", "not valid before", "clock");
  }

  @Test
  void aGatewayThatDoesNotKnowTheTimeDoesNotGiveUp() throws Exception {
    Surroundings untrusted =
        new Surroundings("plant", "b", new RealTime(false), new SplittableRandom(1));
    Delivery delivery = deliver(trusting(expiredPort), untrusted);
    assertThat(delivery).isInstanceOf(Retry.class);
    assertThat(((Retry) delivery).why()).contains("does not yet know the time");
  }

  @Test
  void aCertificateForAnotherNameIsNamed() throws Exception {
    assertThat(refused(trusting(otherNamePort)))
        .contains("CN=other-broker", "for other.example", "not for 127.0.0.1");
  }

  @Test
  void aPinAloneDecides() throws Exception {
    String certificate = Pin.of(good.certificate());
    assertThat(deliver(to(goodPort).pin(certificate))).isInstanceOf(Delivered.class);
    byte[] key =
        MessageDigest.getInstance("SHA-256").digest(good.certificate().getPublicKey().getEncoded());
    assertThat(deliver(to(goodPort).pin("sha256/" + Base64.getEncoder().encodeToString(key))))
        .isInstanceOf(Delivered.class);
  }

  @Test
  void anotherPinIsRefusedAndTheOneSeenIsShown() throws Exception {
    String other = "ab".repeat(32);
    assertThat(refused(to(goodPort).pin(other))).contains("CN=broker", Pin.of(good.certificate()));
    assertThat(refused(trusting(goodPort).pin(other))).contains("not the pinned one");
    assertThat(refused(to(expiredPort).pin(other))).contains("expired");
  }

  @Test
  void aBrokerThatWantsACertificateGetsOne() throws Exception {
    Signed client = authority.client("gateway");
    assertThat(deliver(trusting(mutualPort).identity(client.file(), client.keyFile())))
        .isInstanceOf(Delivered.class);
  }

  @Test
  void aBrokerThatWantsACertificateAndGetsNoneSaysSo() throws Exception {
    assertThat(refused(trusting(mutualPort))).contains("wants a certificate", "cert and key");
  }

  @Test
  void aCertificateOfAStrangerIsNotTaken() throws Exception {
    Signed client = stranger.client("impostor");
    Delivery delivery = deliver(trusting(mutualPort).identity(client.file(), client.keyFile()));
    // The broker's alert can be swept away by the end of the connection: then it may be tried
    // again.
    String why = delivery instanceof Refused refused ? refused.why() : ((Retry) delivery).why();
    assertThat(why).contains("certificate", "in cert");
  }

  @Test
  void filesThatCannotBeUsedAreNamed(@TempDir Path folder) throws Exception {
    assertThat(refused(to(goodPort).ca(folder + "/none.pem"))).contains("ca", "does not exist");
    Path text = Files.writeString(folder.resolve("text.pem"), "hello");
    assertThat(refused(to(goodPort).ca(text.toString()))).contains("no certificate in PEM");
    assertThat(refused(trusting(goodPort).identity(good.file(), text.toString())))
        .contains("no private key in PEM");
    Path bad =
        Files.writeString(
            folder.resolve("bad.pem"),
            "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
    assertThat(refused(trusting(goodPort).identity(good.file(), bad.toString())))
        .contains("openssl pkcs8");
    assertThat(refused(trusting(goodPort).user("u", null).passwordFile(folder + "/none")))
        .contains("passwordFile", "does not exist");
  }

  @Test
  void aBareRsaKeyIsReadToo() throws Exception {
    Signed client = authority.client("old-tools");
    byte[] pkcs8 = Pem.key("key", client.keyFile()).getEncoded();
    // What is wrapped starts behind 26 bytes of head when the key is of this size.
    byte[] bare = java.util.Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
    String file = authority.write("bare-key.pem", "RSA PRIVATE KEY", bare);
    assertThat(deliver(trusting(mutualPort).identity(client.file(), file)))
        .isInstanceOf(Delivered.class);
  }

  @Test
  void tlsWhereNoneIsAndNoneWhereTlsIsMayBeMendedAnywhere() throws Exception {
    Delivery plain = deliver(trusting(mosquitto.port()));
    assertThat(plain).isInstanceOf(Retry.class);
    Delivery secure = deliver(Draft.to("mqtt://127.0.0.1:" + goodPort));
    assertThat(secure).isInstanceOf(Retry.class);
    assertThat(((Retry) secure).why()).contains("mqtts://");
  }
}
