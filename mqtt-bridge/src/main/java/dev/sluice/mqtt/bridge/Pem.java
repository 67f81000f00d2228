package dev.sluice.mqtt.bridge;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads keys and certificates from PEM files, with words for those that cannot be read. */
final class Pem {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  /** The head of a PKCS #8 key that is RSA, up to the octet string with the key itself. */
  private static final byte[] RSA = {
    2, 1, 0, 0x30, 13, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0
  };

  private Pem() {}

  /** The text of a file. */
  static String text(String setting, String file) throws UnreachableException {
    try {
      return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw UnreachableException.untilChanged(
          "the file of " + setting + ", " + file + ", does not exist; put it there");
    } catch (IOException e) {
      throw UnreachableException.untilChanged(
          "the file of "
              + setting
              + ", "
              + file
              + ", cannot be read; give the user of this gateway the right to");
    }
  }

  /** The first line of a file in UTF-8, as of one that holds a secret. */
  static String firstLine(String setting, String file) throws UnreachableException {
    byte[] bytes = text(setting, file).getBytes(StandardCharsets.ISO_8859_1);
    return new String(bytes, StandardCharsets.UTF_8).lines().findFirst().orElse("");
  }

  /** The certificates in a file, at least one. */
  static List<X509Certificate> certificates(String setting, String file)
      throws UnreachableException {
    List<X509Certificate> certificates = new ArrayList<>();
    Matcher block = BLOCK.matcher(text(setting, file));
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      while (block.find()) {
        if (String.valueOf(block.group(1)).endsWith("CERTIFICATE")) {
          ByteArrayInputStream der = new ByteArrayInputStream(der(block));
          certificates.add((X509Certificate) factory.generateCertificate(der));
        }
      }
    } catch (CertificateException | IllegalArgumentException e) {
      throw unreadable(setting, file, "a certificate that is damaged; copy it anew");
    }
    if (certificates.isEmpty()) {
      throw unreadable(
          setting, file, "no certificate in PEM, from -----BEGIN CERTIFICATE----- on; write it so");
    }
    return certificates;
  }

  /** The private key in a file. */
  static PrivateKey key(String setting, String file) throws UnreachableException {
    Matcher block = BLOCK.matcher(text(setting, file));
    while (block.find()) {
      String kind = String.valueOf(block.group(1));
      try {
        switch (kind) {
          case "PRIVATE KEY" -> {
            return key(der(block));
          }
          case "RSA PRIVATE KEY" -> {
            return key(wrapped(der(block)));
          }
          case "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY" ->
              throw unreadable(
                  setting,
                  file,
                  "a key of the kind "
                      + kind
                      + "; make one that can be read with: openssl pkcs8 -topk8 -nocrypt -in OLD"
                      + " -out NEW");
          default -> {
            // Parameters or a certificate may stand before the key.
          }
        }
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        throw unreadable(setting, file, "a key that is damaged or encrypted; copy it anew");
      }
    }
    throw unreadable(
        setting, file, "no private key in PEM, from -----BEGIN PRIVATE KEY----- on; write it so");
  }

  private static UnreachableException unreadable(String setting, String file, String what) {
    return UnreachableException.untilChanged(
        "the file of " + setting + ", " + file + ", has " + what);
  }

  private static byte[] der(Matcher block) {
    return Base64.getMimeDecoder().decode(String.valueOf(block.group(2)));
  }

  private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
    GeneralSecurityException last = null;
    for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException e) {
        last = e;
      }
    }
    throw new GeneralSecurityException("no algorithm knows this key", last);
  }

  /** A bare RSA key as PKCS #8 has it. */
  private static byte[] wrapped(byte[] rsa) {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    inner.writeBytes(RSA);
    element(inner, 4, rsa);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    element(whole, 0x30, inner.toByteArray());
    return whole.toByteArray();
  }

  private static void element(ByteArrayOutputStream out, int tag, byte[] body) {
    out.write(tag);
    if (body.length < 128) {
      out.write(body.length);
    } else if (body.length < 65_536) {
      out.write(0x82);
      out.write(body.length >>> 8);
      out.write(body.length);
    } else {
      throw new IllegalArgumentException("too long for a key");
    }
    out.writeBytes(body);
  }
}
