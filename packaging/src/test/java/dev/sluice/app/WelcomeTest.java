package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ConfigException;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.GatewayConfig;
import dev.sluice.config.Kinds;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The lines that end a start. */
class WelcomeTest {

  private static List<String> lines(String yaml, Optional<String> print, Optional<String> code)
      throws ConfigException {
    GatewayConfig config =
        new ConfigLoader(Kinds.NONE).parse("test", yaml.getBytes(UTF_8)).config();
    return Welcome.lines(config.mqtt(), config.console(), print, code);
  }

  @Test
  void eachDoorStandsOnceAndTheCodeLast() throws ConfigException {
    String yaml =
        """
        mqtt: {listen: [{port: 1883, bind: 127.0.0.1}, {port: 8083, websocket: true}]}
        console: {listen: [{port: 8080, bind: '::1', tls: false}]}
        """;

    assertThat(lines(yaml, Optional.empty(), Optional.of("ABCD-EFGH")))
        .containsExactly(
            "  MQTT     127.0.0.1:1883",
            "  MQTT     ws://localhost:8083/mqtt and every address of this machine",
            "  console  http://[::1]:8080/",
            "  No owner yet: open the console and claim it with the code ABCD-EFGH");
  }

  @Test
  void theFingerprintStandsBelowTheConsole() throws ConfigException {
    assertThat(lines("", Optional.of("AA:BB"), Optional.empty()))
        .contains("  console  https://localhost:8443/ and every address of this machine")
        .endsWith("           with the certificate of SHA-256 fingerprint AA:BB");
  }
}
