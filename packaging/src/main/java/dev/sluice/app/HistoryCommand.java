package dev.sluice.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code sluice history}: readings out into a file, and in again. */
@Command(name = "history", description = "Write readings to a file, and take them in from one.")
final class HistoryCommand extends Group {

  static CommandLine with(Tools tools) {
    return new CommandLine(new HistoryCommand())
        .addSubcommand(new HistoryExportCommand(tools))
        .addSubcommand(new HistoryImportCommand(tools));
  }
}
