package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.PasswordRule;
import dev.sluice.access.Passwords;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.Kinds;
import dev.sluice.time.ManualClock;
import dev.sluice.uplink.UplinkCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** docs/commands.md says what the commands say of themselves. */
class CommandsPageTest {

  private static final Path PAGE =
      Path.of(System.getProperty("basedir", ".")).resolve("../docs/commands.md");

  @Test
  void thePageSaysWhatTheCommandsSay() throws IOException {
    String made = page();
    if (Boolean.getBoolean("sluice.regenerate")) {
      Files.writeString(PAGE, made);
    }
    assertThat(PAGE)
        .as("made from the code; to make it again: run this test with -Dsluice.regenerate=true")
        .exists()
        .content()
        .isEqualTo(made);
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Commands

            All commands work beside a running gateway. Run as root they act as the owner of the data
            folder, so that the gateway can use what they write. Answers go to standard output, remarks
            and errors to standard error; `sluice run` writes its log to standard output.

            ## Exit codes

            | Code | Meaning |
            |---|---|
            """);
    for (ExitCode code : ExitCode.values()) {
      page.append("| %d | %s |%n".formatted(code.number(), code.meaning()));
    }
    page.append(
        """

        A running gateway that was asked to stop ends with 143 (SIGTERM) or 130 (Ctrl-C); one that ran
        out of memory with 3.
        """);
    append(page, commandLine());
    return page.toString();
  }

  private static void append(StringBuilder page, CommandLine line) {
    List<CommandLine> below = List.copyOf(line.getSubcommands().values());
    if (below.isEmpty()) {
      page.append("\n## ").append(line.getCommandSpec().qualifiedName()).append("\n\n```\n");
      line.getUsageMessage(Ansi.OFF)
          .lines()
          .forEach(text -> page.append(text.stripTrailing()).append('\n'));
      page.append("```\n");
    }
    below.forEach(command -> append(page, command));
  }

  private static CommandLine commandLine() {
    Random random = new Random(1);
    return Main.commandLine(
        new Tools(
            new Build("", 0),
            new ManualClock(0),
            random,
            InputStream.nullInputStream(),
            new ConfigLoader(Kinds.NONE),
            new Passwords(random),
            new PasswordRule(),
            new UplinkCatalogue(List.of()),
            (file, loaded, data) -> {}));
  }
}
