package dev.sluice.mqtt.broker;

import dev.sluice.access.GatewayCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The gateway's key and certificate in the form in which HiveMQ wants them: a key store file, for
 * the owner only, made anew at every start under a password that only this process knows.
 */
final class BrokerKey {

  /** HiveMQ puts the value of this system property where its config.xml names it. */
  private static final String PROPERTY = "sluice.broker.keystore";

  private final GatewayCertificate certificate;
  private final String password;

  BrokerKey(GatewayCertificate certificate, RandomGenerator random) {
    this.certificate = certificate;
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    this.password = HexFormat.of().formatHex(bytes);
  }

  /** Writes the file, which is not there yet. */
  void write(Path file) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    char[] secret = password.toCharArray();
    try (OutputStream out = Files.newOutputStream(file)) {
      certificate.keyStore(secret).store(out, secret);
    } catch (GeneralSecurityException e) {
      throw new IOException("the key store cannot be written", e);
    }
  }

  /** What stands in config.xml in place of the password. */
  static String placeholder() {
    return "${" + PROPERTY + "}";
  }

  /** From now on HiveMQ can read config.xml. */
  void reveal() {
    System.setProperty(PROPERTY, password);
  }

  /** HiveMQ has read it and remembers the password itself. */
  static void conceal() {
    System.clearProperty(PROPERTY);
  }
}
