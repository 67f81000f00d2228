package dev.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway's own certificate. */
class GatewayCertificateTest {

  @TempDir Path folder;

  private final SettableClock clock = new SettableClock();
  private final SecureRandom random = new SecureRandom();

  private GatewayCertificate load(Path data) throws IOException {
    CertificateIdentity identity =
        new CertificateIdentity(
            "plant-7",
            List.of("edge", "edge.example", "not a host name"),
            List.of(
                InetAddress.ofLiteral("192.0.2.7"),
                InetAddress.ofLiteral("fe80::1%1"),
                InetAddress.ofLiteral("2001:db8::7")));
    return GatewayCertificate.loadOrMake(DataFolder.open(data), identity, clock, random);
  }

  private GatewayCertificate load() throws IOException {
    return load(folder);
  }

  @Test
  void itNamesAllWaysToTheGateway() throws Exception {
    X509Certificate certificate = load().certificate();
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    assertThat(names.stream().map(name -> (Object) name.get(1)))
        .containsExactlyInAnyOrder(
            "localhost",
            "edge",
            "edge.example",
            "plant-7",
            "127.0.0.1",
            "0:0:0:0:0:0:0:1",
            "192.0.2.7",
            "fe80:0:0:0:0:0:0:1",
            "2001:db8:0:0:0:0:0:7");
    assertThat(certificate.getSubjectX500Principal().getName()).contains("CN=plant-7");
    assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
    certificate.verify(certificate.getPublicKey());
    assertThat(
            Duration.between(
                certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant()))
        .isEqualTo(Duration.ofDays(825));
    assertThat(certificate.getNotBefore().toInstant()).isBefore(clock.instant());
  }

  @Test
  void itStaysTheSameUntilItsEndIsNear() throws Exception {
    GatewayCertificate first = load();
    clock.pass(Duration.ofDays(780));
    assertThat(load().fingerprint()).isEqualTo(first.fingerprint());
    clock.pass(Duration.ofDays(20));
    GatewayCertificate renewed = load();
    assertThat(renewed.fingerprint()).isNotEqualTo(first.fingerprint());
    assertThat(renewed.certificate().getPublicKey()).isEqualTo(first.certificate().getPublicKey());
    renewed.certificate().checkValidity(Date.from(clock.instant()));
    assertThat(load().fingerprint()).isEqualTo(renewed.fingerprint());
  }

  @Test
  void twoInstallationsHaveDifferentKeys() throws Exception {
    assertThat(load(folder.resolve("a")).certificate().getPublicKey())
        .isNotEqualTo(load(folder.resolve("b")).certificate().getPublicKey());
  }

  @Test
  void aClockThatWasNeverSetGivesAProvisionalOne() throws Exception {
    clock.set(Instant.parse("1970-01-01T00:01:00Z"), false);
    GatewayCertificate provisional = load();
    provisional.certificate().checkValidity(Date.from(Instant.parse("2031-05-01T00:00:00Z")));
    assertThat(load().fingerprint()).isEqualTo(provisional.fingerprint());
    clock.set(Instant.parse("2026-05-01T00:00:00Z"), true);
    GatewayCertificate real = load();
    assertThat(real.fingerprint()).isNotEqualTo(provisional.fingerprint());
    real.certificate().checkValidity(Date.from(clock.instant()));
    // A clock that is lost again is no reason to change.
    clock.set(Instant.parse("1970-01-01T00:01:00Z"), false);
    assertThat(load().fingerprint()).isEqualTo(real.fingerprint());
  }

  @Test
  void onlyTheOwnerReadsKeyAndCertificate() throws Exception {
    GatewayCertificate certificate = load();
    assertThat(certificate.keyFile()).content().startsWith("-----BEGIN PRIVATE KEY-----\n");
    assertThat(certificate.certificateFile()).content().startsWith("-----BEGIN CERTIFICATE-----\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(certificate.keyFile())))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(certificate.certificateFile())))
        .isEqualTo("rw-------");
    try (var files = Files.list(folder.resolve("tls"))) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void damagedFilesAreSetAsideAndReplaced() throws Exception {
    GatewayCertificate first = load();
    Files.writeString(
        first.keyFile(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    GatewayCertificate second = load();
    assertThat(second.certificate().getPublicKey())
        .isNotEqualTo(first.certificate().getPublicKey());
    Files.writeString(second.certificateFile(), "%%%");
    GatewayCertificate third = load();
    assertThat(load().fingerprint()).isEqualTo(third.fingerprint());
    try (var files = Files.list(folder.resolve("tls"))) {
      assertThat(files.filter(file -> file.toString().contains(".damaged-"))).hasSize(2);
    }
  }

  @Test
  void aKeyThatDoesNotFitIsReplacedWithItsCertificate() throws Exception {
    GatewayCertificate first = load();
    GatewayCertificate other = load(folder.resolve("other"));
    Files.copy(other.keyFile(), first.keyFile(), StandardCopyOption.REPLACE_EXISTING);
    GatewayCertificate second = load();
    assertThat(second.fingerprint()).isNotEqualTo(first.fingerprint());
    assertThat(load().fingerprint()).isEqualTo(second.fingerprint());
  }

  @Test
  void theFingerprintIsTheOneThatBrowsersShow() throws Exception {
    assertThat(load().fingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
  }

  @Test
  void aClientThatTrustsItCanTalkToTheGateway() throws Exception {
    clock.set(Instant.now(), true);
    GatewayCertificate certificate = load();
    char[] password = "only in memory".toCharArray();
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(certificate.keyStore(password), password);
    SSLContext server = SSLContext.getInstance("TLS");
    server.init(keys.getKeyManagers(), null, null);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("gateway", certificate.certificate());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext client = SSLContext.getInstance("TLS");
    client.init(null, trust.getTrustManagers(), null);

    try (SSLServerSocket listening =
        (SSLServerSocket)
            server
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread accepting =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (SSLSocket socket = (SSLSocket) listening.accept()) {
                      socket.getOutputStream().write(42);
                    } catch (IOException e) {
                      // The client sees it.
                    }
                  });
      try (SSLSocket socket =
          (SSLSocket)
              client
                  .getSocketFactory()
                  .createSocket(InetAddress.getLoopbackAddress(), listening.getLocalPort())) {
        socket.setSoTimeout(10_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        assertThat(socket.getInputStream().read()).isEqualTo(42);
      }
      accepting.join();
    }
  }
}
