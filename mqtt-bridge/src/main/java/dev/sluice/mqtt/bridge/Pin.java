package dev.sluice.mqtt.bridge;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/** The SHA-256 of a certificate, or of its public key, by which a broker is known. */
final class Pin {

  private final byte[] hash;

  private Pin(byte[] hash) {
    this.hash = hash;
  }

  /**
   * Reads 64 hex digits, with colons or without, or base64 after {@code sha256/}.
   *
   * @throws IllegalArgumentException whose message goes on after the setting's name
   */
  static Pin parse(String text) {
    try {
      String bare = text.strip();
      byte[] hash =
          bare.startsWith("sha256/")
              ? Base64.getDecoder().decode(bare.substring("sha256/".length()))
              : HexFormat.of().parseHex(bare.replace(":", "").toLowerCase(Locale.ROOT));
      if (hash.length == 32) {
        return new Pin(hash);
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "is no SHA-256; write 64 hex digits, as openssl x509 -noout -fingerprint -sha256 shows"
            + " them, or sha256/ and base64");
  }

  /** True if it is the pin of this certificate or of its public key. */
  boolean fits(X509Certificate certificate) {
    try {
      return Arrays.equals(hash, sha256(certificate.getEncoded()))
          || Arrays.equals(hash, sha256(certificate.getPublicKey().getEncoded()));
    } catch (CertificateEncodingException e) {
      return false;
    }
  }

  /** The pin of a certificate as one would write it. */
  static String of(X509Certificate certificate) {
    try {
      return HexFormat.of().formatHex(sha256(certificate.getEncoded()));
    } catch (CertificateEncodingException e) {
      return "unknown";
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
