package dev.sluice.console.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages' own tests of what they compute, run by node as they stand. */
class PageLogicTest {

  private static final Path FOLDER = Path.of("src", "test", "js").toAbsolutePath();

  static List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".test.mjs"))
          .sorted()
          .toList();
    }
  }

  // The files one by one: a folder means something else to newer versions of node.
  @ParameterizedTest
  @MethodSource("files")
  @Timeout(120)
  void passes(String file) throws Exception {
    Process node = node("--test", "--test-reporter=tap", file);
    try {
      node.getOutputStream().close();
      String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(node.waitFor(10, TimeUnit.SECONDS)).as("ends").isTrue();
      assertThat(node.exitValue()).as(said).isZero();
      assertThat(said).as("some tests ran").containsPattern("(?m)^# pass [1-9]");
    } finally {
      node.destroyForcibly();
    }
  }

  private static Process node(String... words) throws IOException {
    List<String> command = Stream.concat(Stream.of("node"), Stream.of(words)).toList();
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .directory(FOLDER.toFile())
          .start();
    } catch (IOException e) {
      throw new IOException("node is not on the PATH: apt-get install nodejs", e);
    }
  }
}
