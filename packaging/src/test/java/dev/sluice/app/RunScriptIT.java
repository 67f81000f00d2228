package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code make run} does around the product, with a product that only shows what it is given.
 */
@Timeout(60)
class RunScriptIT {

  private static final Path SCRIPT = Path.of("src/main/make/run.sh").toAbsolutePath();

  @TempDir private Path folder;

  @BeforeEach
  void product() throws IOException {
    sluice("echo \"$@\"; cat \"$3\"");
  }

  private void sluice(String script) throws IOException {
    Path program = Files.createDirectories(folder.resolve("dist/bin")).resolve("sluice");
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private record Answer(int code, String said) {}

  private ProcessBuilder script(Map<String, String> environment) {
    ProcessBuilder builder =
        new ProcessBuilder(SCRIPT.toString(), "dist")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().keySet().removeIf(name -> name.endsWith("_PORT"));
    builder.environment().putAll(environment);
    return builder;
  }

  private Answer run(Map<String, String> environment) throws Exception {
    Process process = script(environment).start();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return new Answer(process.exitValue(), Files.readString(folder.resolve("said")));
    } finally {
      process.destroyForcibly();
    }
  }

  private Path config() {
    return folder.resolve(".run/sluice.yaml");
  }

  @Test
  void theFirstStartMakesAConfigurationThatIsTheReadersFromThenOn() throws Exception {
    Answer first = run(Map.of());
    assertThat(first.code()).as(first.said()).isZero();
    assertThat(first.said())
        .contains("run --config .run/sluice.yaml --data .run/data", "1883", "8080");

    String mine =
        Files.readString(config()).replace("demo-plant", "mine").replace(", bind: 127.0.0.1", "");
    Files.writeString(config(), mine);
    Answer second = run(Map.of("MQTT_PORT", "1884", "HTTP_PORT", "8081"));

    assertThat(second.code()).as(second.said()).isZero();
    assertThat(second.said())
        .contains("name: mine", "{port: 1884}", "{port: 8081, tls: false}")
        .doesNotContain("{port: 1883", "{port: 8080");
    assertThat(config()).hasContent(mine);
    assertThat(run(Map.of()).said()).contains("{port: 1883", "{port: 8080");
  }

  @Test
  void whatItMakesIsForItsOwnerAlone() throws Exception {
    run(Map.of());

    assertThat(Files.getPosixFilePermissions(folder.resolve(".run")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(Files.getPosixFilePermissions(config()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void anEndThatWasAskedForIsNoErrorAndOthersKeepTheirCode() throws Exception {
    sluice("exit 143");
    assertThat(run(Map.of()).code()).isZero();
    sluice("exit 78");
    assertThat(run(Map.of()).code()).isEqualTo(78);
    sluice("kill -9 $$");
    assertThat(run(Map.of()).code()).isEqualTo(137);
  }

  @Test
  void itHandsOnTheWishToStopAndWaitsForTheEnd() throws Exception {
    sluice("trap 'echo stopped; exit 143' TERM; echo up; while :; do sleep 0.05; done");
    Process process = script(Map.of()).start();
    try {
      Awaitility.await().until(() -> Files.readString(folder.resolve("said")).contains("up"));
      process.destroy();

      assertThat(process.waitFor()).isZero();
      assertThat(folder.resolve("said")).content().endsWith("stopped\n");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void onePortAloneLeavesTheOther() throws Exception {
    assertThat(run(Map.of("HTTP_PORT", "8081")).said()).contains("{port: 1883", "{port: 8081");
  }

  @Test
  void aConfigurationOfAnotherShapeIsNotGuessedAt() throws Exception {
    Files.createDirectories(config().getParent());
    String mine = "mqtt:\n  listen:\n    - port: 1999\nconsole:\n  listen: [{port: 1}]\n";
    Files.writeString(config(), mine);

    Answer answer = run(Map.of("MQTT_PORT", "1884"));

    assertThat(answer.code()).isEqualTo(78);
    assertThat(answer.said()).contains(".run/sluice.yaml", "write port 1884 there yourself");
    assertThat(config()).hasContent(mine);
  }
}
