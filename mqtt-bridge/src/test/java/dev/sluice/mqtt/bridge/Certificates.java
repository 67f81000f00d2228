package dev.sluice.mqtt.bridge;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority of these tests, and what it signs, as PEM files in a folder. */
final class Certificates {

  /** A certificate and the files it lies in. */
  record Signed(X509Certificate certificate, String file, String keyFile) {}

  private static final AtomicLong SERIAL = new AtomicLong(System.nanoTime());

  private final Path folder;
  private final String name;
  private final KeyPair pair;
  private final String file;

  Certificates(Path folder, String name) throws Exception {
    this.folder = folder;
    this.name = name;
    this.pair = pair("EC");
    Instant now = Instant.now();
    X509Certificate own =
        make(name, pair, Duration.ofDays(-1), Duration.ofDays(1), true, null, now);
    this.file = write(name + "-ca.pem", "CERTIFICATE", own.getEncoded());
  }

  /** The file with the authority's own certificate. */
  String file() {
    return file;
  }

  Signed server(String subject, String address) throws Exception {
    return sign(subject, address, Duration.ofDays(-1), Duration.ofDays(1), "EC");
  }

  Signed client(String subject) throws Exception {
    return sign(subject, "127.0.0.1", Duration.ofDays(-1), Duration.ofDays(1), "RSA");
  }

  Signed sign(String subject, String address, Duration from, Duration until, String algorithm)
      throws Exception {
    KeyPair own = pair(algorithm);
    X509Certificate made = make(subject, own, from, until, false, address, Instant.now());
    return new Signed(
        made,
        write(subject + ".pem", "CERTIFICATE", made.getEncoded()),
        write(subject + "-key.pem", "PRIVATE KEY", own.getPrivate().getEncoded()));
  }

  private X509Certificate make(
      String subject,
      KeyPair own,
      Duration from,
      Duration until,
      boolean authority,
      @org.jspecify.annotations.Nullable String address,
      Instant now)
      throws Exception {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=" + name),
            BigInteger.valueOf(SERIAL.incrementAndGet()),
            Date.from(now.plus(from)),
            Date.from(now.plus(until)),
            new X500Name("CN=" + subject),
            own.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    if (address != null) {
      int kind = Character.isDigit(address.charAt(0)) ? GeneralName.iPAddress : GeneralName.dNSName;
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(kind, address)));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
  }

  private static KeyPair pair(String algorithm) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (algorithm.equals("EC")) {
      generator.initialize(new ECGenParameterSpec("secp256r1"));
    } else {
      generator.initialize(2048);
    }
    return generator.generateKeyPair();
  }

  String write(String fileName, String kind, byte[] der) throws Exception {
    String text =
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(
                kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), kind);
    Path path = folder.resolve(fileName);
    Files.writeString(path, text, StandardCharsets.US_ASCII);
    return path.toString();
  }
}
