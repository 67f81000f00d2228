package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The product as it was laid out, through its launcher. */
class LauncherIT {

  private static final Path SLUICE = Path.of("target/sluice/bin/sluice").toAbsolutePath();

  @TempDir private Path folder;

  private record Answer(int code, String out, String err) {}

  private Answer run(Path program, Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends within a minute").isTrue();
      return new Answer(
          process.exitValue(),
          Files.readString(folder.resolve("out"), StandardCharsets.UTF_8),
          Files.readString(folder.resolve("err"), StandardCharsets.UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void startsThroughALinkAndFromAnyFolder() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("s"), SLUICE);

    Answer answer = run(link, Map.of(), "version");
    assertThat(answer).isEqualTo(new Answer(0, "sluice " + Build.read().version() + "\n", ""));
  }

  @Test
  void printsATokenAloneAndNothingElse() throws Exception {
    Answer answer = run(SLUICE, Map.of(), "token", "create", "--role", "admin", "--data", "d");

    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.out()).matches("sluice_\\S+\n");
  }

  @Test
  void theConfigurationItComesWithIsGood() throws Exception {
    Path shipped = SLUICE.resolveSibling("../etc/sluice.yaml").normalize();

    assertThat(run(SLUICE, Map.of(), "check-config", "--config", shipped.toString()).code())
        .isZero();
    assertThat(run(SLUICE, Map.of(), "check-config", "--config", "none.yaml").code()).isEqualTo(78);
  }

  @Test
  void whatFitsAllUsersOfTheProductCanBeReadByThem() throws Exception {
    Path cache = SLUICE.resolveSibling("../lib/sluice.aot").normalize();
    assumeThat(cache).as("laid out with a cache").exists();

    assertThat(Files.getPosixFilePermissions(cache))
        .containsAll(
            Files.getPosixFilePermissions(SLUICE).stream()
                .filter(right -> right.name().endsWith("_READ"))
                .toList());
  }

  @Test
  void saysWhatIsMissingWhenThereIsNoJava() throws Exception {
    Answer answer = run(SLUICE, Map.of("SLUICE_JAVA", "/nowhere/java"), "version");

    assertThat(answer.code()).isEqualTo(69);
    assertThat(answer.err()).contains("no Java 25");
  }

  @Test
  void optionsFromTheEnvironmentWin() throws Exception {
    Answer answer =
        run(
            SLUICE,
            Map.of("SLUICE_JAVA_OPTS", "-XX:+UseParallelGC -Xmx48m -XX:+PrintFlagsFinal"),
            "version");

    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.out())
        .containsPattern("MaxHeapSize += 50331648 ")
        .containsPattern("UseParallelGC += true")
        .containsPattern("UseCompactObjectHeaders += true");
  }
}
