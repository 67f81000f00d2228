package dev.sluice.access;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Under which names a gateway is reached.
 *
 * @param gateway its name from the configuration
 * @param hosts host names, with and without domain; others than DNS names are left out
 * @param addresses its addresses on the network
 */
public record CertificateIdentity(String gateway, List<String> hosts, List<InetAddress> addresses) {

  /** The longest that browsers accept of a certificate that a person trusts by hand. */
  private static final Duration VALID = Duration.ofDays(825);

  /** Made while the clock was not set: good at any likely time, and replaced once it is set. */
  private static final Instant PROVISIONAL_START = Instant.parse("2025-01-01T00:00:00Z");

  private static final Duration PROVISIONAL = Duration.ofDays(20 * 365L);

  /** For a client whose clock is a little behind. */
  private static final Duration SKEW = Duration.ofDays(1);

  private static final Pattern DNS_NAME =
      Pattern.compile(
          "(?=.{1,253}$)[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
              + "(\\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*");

  /** Under which names a gateway is reached. */
  public CertificateIdentity {
    hosts = List.copyOf(hosts);
    addresses = List.copyOf(addresses);
  }

  /** True if the certificate was made before the clock was set. */
  static boolean provisional(X509Certificate certificate) {
    return certificate.getNotBefore().toInstant().equals(PROVISIONAL_START);
  }

  X509Certificate certificate(KeyPair pair, Instant now, boolean clockTrusted, SecureRandom random)
      throws GeneralSecurityException, IOException {
    Instant start = clockTrusted ? now.minus(SKEW) : PROVISIONAL_START;
    Instant end = start.plus(clockTrusted ? VALID : PROVISIONAL);
    X500Name subject =
        new X500NameBuilder()
            .addRDN(BCStyle.CN, gateway.isBlank() ? "sluice" : gateway)
            .addRDN(BCStyle.O, "Sluice gateway")
            .build();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            subject,
            new BigInteger(127, random).add(BigInteger.ONE),
            Date.from(start),
            Date.from(end),
            subject,
            pair.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    builder.addExtension(Extension.subjectAlternativeName, false, names());
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA")
                      .setSecureRandom(random)
                      .build(pair.getPrivate())));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private GeneralNames names() {
    Set<GeneralName> names = new LinkedHashSet<>();
    names.add(new GeneralName(GeneralName.dNSName, "localhost"));
    for (String host : hosts) {
      addHost(names, host);
    }
    addHost(names, gateway);
    names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
    names.add(new GeneralName(GeneralName.iPAddress, "::1"));
    for (InetAddress address : addresses) {
      String text = address.getHostAddress();
      int zone = text.indexOf('%');
      names.add(new GeneralName(GeneralName.iPAddress, zone < 0 ? text : text.substring(0, zone)));
    }
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  private static void addHost(Set<GeneralName> names, String host) {
    if (DNS_NAME.matcher(host).matches()) {
      names.add(new GeneralName(GeneralName.dNSName, host));
    }
  }
}
