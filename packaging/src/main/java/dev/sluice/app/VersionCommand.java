package dev.sluice.app;

import picocli.CommandLine.Command;

/** {@code sluice version}: what this is. */
@Command(name = "version", description = "Print the version.")
final class VersionCommand extends Action {

  VersionCommand(Tools tools) {
    super(tools);
  }

  @Override
  public Integer call() {
    out().println(text(tools().build()));
    return ExitCode.OK.number();
  }

  static String text(Build build) {
    return "sluice " + build.version();
  }
}
