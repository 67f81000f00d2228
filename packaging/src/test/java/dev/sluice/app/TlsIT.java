package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** MQTT over TLS, as a person with Mosquitto's tools uses it. */
@Timeout(300)
class TlsIT {

  @Test
  void whoHasTheGatewaysCertificatePublishesEncrypted(@TempDir Path folder) throws Exception {
    Tool.assumeThere("mosquitto_pub");
    int port = Product.freePort();
    try (Product product =
        new Product(folder, "")
            .configured(
                text ->
                    text.replace(
                        "  anonymous: loopback",
                        "    - {port: %d, bind: 127.0.0.1, tls: true}\n  anonymous: loopback"
                            .formatted(port)))
            .start()) {
      Path certificate = product.data().resolve("tls/gateway-cert.pem");
      for (String version : List.of("mqttv311", "mqttv5")) {
        Tool.run(
            Stream.concat(pub(port, version), Stream.of("--cafile", certificate.toString()))
                .toArray(String[]::new));
        product.awaitLast("press/" + version, "7");
      }
      String[] stranger =
          Stream.concat(pub(port, "mqttv5"), Stream.of("--capath", folder.toString()))
              .toArray(String[]::new);
      try (Tool distrusting = Tool.start(folder, Map.of(), stranger)) {
        assertThat(distrusting.process().waitFor()).isNotZero();
      }
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(product.data().resolve("broker/key.p12"))))
          .isEqualTo("rw-------");
    }
  }

  private static Stream<String> pub(int port, String version) {
    return Stream.of(
        "mosquitto_pub",
        "-h",
        "localhost",
        "-p",
        String.valueOf(port),
        "-V",
        version,
        "-q",
        "1",
        "-t",
        "press/" + version,
        "-m",
        "7");
  }
}
