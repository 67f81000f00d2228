package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of this machine that runs beside the product. */
record Tool(Process process, BufferedReader out) implements AutoCloseable {

  /** Starts it; what it says on stderr is read with the rest. */
  static Tool start(Path folder, Map<String, String> environment, String... words)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    return new Tool(process, process.inputReader(UTF_8));
  }

  /** Runs it to its end, which must be a good one, and gives back what it said. */
  static String run(String... words) throws IOException, InterruptedException {
    try (Tool tool = start(Path.of("."), Map.of(), words)) {
      String said = String.join("\n", tool.out.lines().toList());
      assertThat(tool.process.waitFor()).as("%s:\n%s", Arrays.toString(words), said).isZero();
      return said;
    }
  }

  /** Skips the test, for all to see, where a program is missing. */
  static void assumeThere(String... programs) {
    for (String program : programs) {
      assumeThat(isThere(program)).as(program + " is on this machine").isTrue();
    }
  }

  private static boolean isThere(String program) {
    return Arrays.stream((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":"))
        .anyMatch(folder -> new File(folder, program).canExecute());
  }

  /** Reads on until a line holds this text, and gives back that line. */
  String until(String text) throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.contains(text)) {
        return line;
      }
      said.append(line).append('\n');
    }
    throw new IOException("it ended without '" + text + "':\n" + said);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
