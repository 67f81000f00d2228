package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {

  private final ConfigLoader loader =
      new ConfigLoader(Kinds.ofDrivers(List.of(new PlantFactory())));

  @Test
  void anEmptyFileHasAllDefaults() throws ConfigException {
    GatewayConfig config = loader.parse("sluice.yaml", new byte[0]).config();

    assertThat(config.gateway())
        .isEqualTo(new GatewaySection("sluice", ZoneId.of("UTC"), GatewaySection.ClockTrust.AUTO));
    assertThat(config.mqtt().listen())
        .containsExactly(new MqttSection.Listen(1883, "0.0.0.0", false, false, false));
    assertThat(config.mqtt().anonymous()).isEqualTo(MqttSection.Anonymous.LOOPBACK);
    assertThat(config.mqtt().limits().intake()).isEqualTo(new ByteSize(16 << 20));
    assertThat(config.devices()).isEmpty();
    assertThat(config.signals()).isEmpty();
    assertThat(config.history().commit())
        .isEqualTo(new HistorySection.Commit(Duration.ofMillis(50), Duration.ofSeconds(1)));
    assertThat(config.console().listen())
        .containsExactly(
            new ConsoleSection.Listen(8443, "0.0.0.0", true),
            new ConsoleSection.Listen(8080, "127.0.0.1", false));
    assertThat(config.telemetry().metricsFromLoopback()).isTrue();
  }

  @Test
  void everySettingOfAFullFileArrives() throws ConfigException {
    GatewayConfig config =
        loader.load(ConfigFilesTest.resources("good").resolve("full.yaml")).config();

    assertThat(config.gateway())
        .isEqualTo(
            new GatewaySection(
                "plant-7", ZoneId.of("Europe/Berlin"), GatewaySection.ClockTrust.AUTO));
    MqttSection.TopicMapping first = config.mqtt().topics().getFirst();
    assertThat(first.payload()).isEqualTo(MqttSection.TopicMapping.Payload.NUMBER);
    assertThat(first.decimal()).isEqualTo(MqttSection.TopicMapping.Decimal.COMMA);
    assertThat(first.scale()).isEqualTo(0.1);
    assertThat(first.offset()).isEqualTo(-40);
    assertThat(first.device()).isNull();
    assertThat(config.devices().get("press-1"))
        .isEqualTo(
            new DeviceSection(
                "plant",
                Duration.ofMillis(500),
                new PlantFactory.Settings(
                    "10.0.0.5",
                    502,
                    null,
                    Map.of(
                        "pressure",
                        new PlantFactory.Point(100, 0.1),
                        "speed",
                        new PlantFactory.Point(7, 1)),
                    List.of())));
    assertThat(config.signals().keySet())
        .containsExactly("press-1/pressure", "press-1/*", "**/temperature");
    assertThat(config.history().retention().size()).isEqualTo(new ByteSize(2_000_000_000L));
    assertThat(config.history().journal()).isEqualTo(new ByteSize(16 << 20));
    assertThat(config.telemetry().log())
        .isEqualTo(
            new TelemetrySection.Log(
                TelemetrySection.Log.Format.JSON, TelemetrySection.Log.Level.DEBUG));
  }

  @Test
  void anAliasedDeviceIsReadTwice() throws ConfigException {
    GatewayConfig config =
        loader.load(ConfigFilesTest.resources("good").resolve("aliases.yaml")).config();

    assertThat(config.devices().get("press-2")).isEqualTo(config.devices().get("press-1"));
  }

  @Test
  void aMissingFileIsAProblem(@TempDir Path folder) {
    Path file = folder.resolve("sluice.yaml");

    assertThat(catchThrowableOfType(ConfigException.class, () -> loader.load(file)))
        .hasMessage(file + ": there is no such file; write one, or name another with --config");
  }

  @Test
  void aFolderIsAProblem(@TempDir Path folder) {
    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> loader.load(folder));

    assertThat(refused.problems()).hasSize(1);
    assertThat(refused).hasMessageContaining("check that it is a file");
  }

  @Test
  void aHugeFileIsRefusedUnread() {
    byte[] huge = "#".repeat(ConfigLoader.MAX_BYTES + 1).getBytes(StandardCharsets.UTF_8);

    assertThat(catchThrowableOfType(ConfigException.class, () -> loader.parse("huge", huge)))
        .hasMessageStartingWith("huge: is longer than 1MiB");
  }

  @Test
  void aThousandLevelsAreRefused() {
    for (String open : new String[] {"[", "{a: ", "- "}) {
      assertThat(refusal("gateway:\n  " + open.repeat(1000)).problems())
          .singleElement()
          .extracting(Problem::reason)
          .asString()
          .startsWith("is nested more than 32 levels deep");
    }
  }

  @Test
  void aliasesThatMultiplyAreRefused() {
    String points = "{" + "a%d: {address: 1}, ".repeat(500).formatted(numbers(500)) + "}";
    StringBuilder devices = new StringBuilder("devices:\n");
    devices.append("  d: {driver: plant, host: h, points: &p ").append(points).append("}\n");
    for (int i = 0; i < 1000; i++) {
      devices.append("  d").append(i).append(": {driver: plant, host: h, points: *p}\n");
    }

    assertThat(refusal(devices.toString()).problems())
        .singleElement()
        .extracting(Problem::reason)
        .asString()
        .contains("once its aliases are followed");
  }

  @Test
  void aMapThatHoldsItselfIsRefused() {
    assertThat(refusal("gateway: &g {name: *g}\n").problems()).hasSize(1);
    assertThat(refusal("&root {gateway: *root}\n").problems()).isNotEmpty();
  }

  @Test
  void problemsComeInReadingOrder() {
    assertThat(refusal("history: {x: 1}\ngateway: {y: 1, name: ''}\nmqtt: 1\n").problems())
        .isSorted()
        .extracting(Problem::line)
        .containsExactly(1, 2, 2, 3);
  }

  @Test
  void twoDriversOfOneKindAreAMistakeInTheProgram() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                new ConfigLoader(Kinds.ofDrivers(List.of(new PlantFactory(), new PlantFactory()))))
        .withMessageContaining("plant");
  }

  private ConfigException refusal(String text) {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () -> loader.parse("sluice.yaml", text.getBytes(StandardCharsets.UTF_8)));
    assertThat(refused).isNotNull();
    return refused;
  }

  private static Object[] numbers(int count) {
    Object[] numbers = new Object[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = i;
    }
    return numbers;
  }
}
