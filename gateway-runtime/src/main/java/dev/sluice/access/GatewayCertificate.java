package dev.sluice.access;

import dev.sluice.time.WallClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key and the self-signed certificate with which this gateway shows who it is, kept as PEM
 * files in {@code tls/} of the data folder. Every installation makes its own.
 */
public final class GatewayCertificate {

  private static final Logger log = LoggerFactory.getLogger(GatewayCertificate.class);

  private static final String KEY_FILE = "tls/gateway-key.pem";
  private static final String CERTIFICATE_FILE = "tls/gateway-cert.pem";
  private static final Duration RENEW_BEFORE_END = Duration.ofDays(30);

  private final Path keyFile;
  private final Path certificateFile;
  private final PrivateKey key;
  private final X509Certificate certificate;

  private GatewayCertificate(
      Path keyFile, Path certificateFile, PrivateKey key, X509Certificate certificate) {
    this.keyFile = keyFile;
    this.certificateFile = certificateFile;
    this.key = key;
    this.certificate = certificate;
  }

  /**
   * Loads key and certificate, or makes what is missing, damaged (it is set aside) or ends within
   * 30 days. A renewed certificate keeps its key.
   *
   * @param identity the names a new certificate is good for; one that stands is kept when they
   *     change, since a new one has to be trusted anew
   * @throws IOException if the files cannot be read or written
   */
  public static GatewayCertificate loadOrMake(
      DataFolder folder, CertificateIdentity identity, WallClock clock, SecureRandom random)
      throws IOException {
    folder.folder("tls");
    Path keyFile = folder.path().resolve(KEY_FILE);
    Path certificateFile = folder.path().resolve(CERTIFICATE_FILE);
    long now = clock.micros() / 1000;
    try {
      Optional<PrivateKey> oldKey = read(keyFile, GatewayCertificate::parseKey, now);
      Optional<X509Certificate> old =
          read(certificateFile, GatewayCertificate::parseCertificate, now);
      if (oldKey.isPresent()
          && old.isPresent()
          && belongTogether(oldKey.get(), old.get(), random)
          && !mustRenew(old.get(), clock)) {
        return new GatewayCertificate(keyFile, certificateFile, oldKey.get(), old.get());
      }
      KeyPair pair;
      if (oldKey.isPresent()
          && old.isPresent()
          && belongTogether(oldKey.get(), old.get(), random)) {
        pair = new KeyPair(old.get().getPublicKey(), oldKey.get());
      } else {
        pair = newPair(random);
        write(folder, KEY_FILE, "PRIVATE KEY", pair.getPrivate().getEncoded());
      }
      X509Certificate made =
          identity.certificate(pair, Instant.ofEpochMilli(now), clock.trusted(), random);
      write(folder, CERTIFICATE_FILE, "CERTIFICATE", made.getEncoded());
      GatewayCertificate result =
          new GatewayCertificate(keyFile, certificateFile, pair.getPrivate(), made);
      log.info("Made a new certificate for the console");
      return result;
    } catch (GeneralSecurityException e) {
      throw new IOException("the gateway's certificate cannot be made: " + e.getMessage(), e);
    }
  }

  /** The private key, PKCS #8 in PEM, readable by the owner only. */
  public Path keyFile() {
    return keyFile;
  }

  /** The certificate in PEM. */
  public Path certificateFile() {
    return certificateFile;
  }

  /** The certificate itself. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** The certificate's SHA-256 as browsers show it: {@code A1:B2:…}. */
  public String fingerprint() {
    try {
      return HexFormat.ofDelimiter(":")
          .withUpperCase()
          .formatHex(Secrets.hash(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
  }

  /** Key and certificate as a key store in memory, under the name {@code gateway}. */
  public KeyStore keyStore(char[] password) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("gateway", key, password, new Certificate[] {certificate});
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every Java platform has PKCS12 key stores", e);
    }
  }

  private static boolean mustRenew(X509Certificate certificate, WallClock clock) {
    if (!clock.trusted()) {
      return false;
    }
    Instant now = Instant.ofEpochMilli(clock.micros() / 1000);
    Instant end = certificate.getNotAfter().toInstant();
    return end.isBefore(now.plus(RENEW_BEFORE_END))
        || certificate.getNotBefore().toInstant().isAfter(now)
        || CertificateIdentity.provisional(certificate);
  }

  private interface Parser<T> {
    T parse(byte[] der) throws GeneralSecurityException;
  }

  private static <T> Optional<T> read(Path file, Parser<T> parser, long millis) throws IOException {
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      String base64 = text.replaceAll("(?s)-----(BEGIN|END)[^-]*-----", "");
      return Optional.of(parser.parse(Base64.getMimeDecoder().decode(base64)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      Path aside = file.resolveSibling(file.getFileName() + ".damaged-" + millis);
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      log.warn("{} is damaged and was set aside as {}; a new one is made", file, aside);
      return Optional.empty();
    }
  }

  private static PrivateKey parseKey(byte[] der) throws GeneralSecurityException {
    return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  private static X509Certificate parseCertificate(byte[] der) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  /** Two files written at different times may not fit: what the one signs the other must prove. */
  private static boolean belongTogether(
      PrivateKey key, X509Certificate certificate, SecureRandom random)
      throws GeneralSecurityException {
    byte[] anything = {1, 2, 3};
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key, random);
    signature.update(anything);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(anything);
    return signature.verify(signed);
  }

  private static KeyPair newPair(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  /** Writes a whole new file beside the old one, then takes its place: never half a key. */
  private static void write(DataFolder folder, String name, String kind, byte[] der)
      throws IOException {
    String text =
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(
                kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), kind);
    folder.replace(name, text.getBytes(StandardCharsets.US_ASCII));
  }
}
